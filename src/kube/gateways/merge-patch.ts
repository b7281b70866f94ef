import { isJsonMap, type Json, type JsonMap } from '#lib/json.ts';

/**
 * mergePatch applies a patch to a value (RFC 7396): maps field by field, where `null` removes a field; anything else as a
 * whole.
 */
export function mergePatch(value: Json | undefined, patch: Json): Json {
  return isJsonMap(patch) ? mergeFields(value, patch, mergePatch) : patch;
}

/**
 * strategicMerge applies a patch to a value as Kubernetes does with its own kinds: like `mergePatch`, but in lists whose
 * members have a key, members with the same key are merged, and others added. `$patch: delete` removes a map or a member.
 * `$patch: replace` replaces a map as a whole or, as a member of its own, a list.
 */
export function strategicMerge(value: Json | undefined, patch: Json, field = ''): Json {
  if (isJsonMap(patch)) {
    const { $patch: directive, ...said } = patch;
    return mergeFields(directive === 'replace' ? undefined : value, said, strategicMerge);
  }
  if (!Array.isArray(patch)) return patch;
  const said = patch.filter(one => !isReplaceAlone(one));
  const before = said.length < patch.length || !Array.isArray(value) ? [] : value;
  return mergeMembers(before, said, field);
}

function mergeFields(
  value: Json | undefined,
  patch: JsonMap,
  merge: (before: Json | undefined, wanted: Json, field: string) => Json,
): Json {
  const merged: Record<string, Json> = { ...(isJsonMap(value) ? value : {}) };
  for (const [field, wanted] of Object.entries(patch)) {
    if (wanted === null || isDeleted(wanted)) delete merged[field];
    else merged[field] = merge(merged[field], wanted, field);
  }
  return merged;
}

/**
 * The keys that identify members of lists in Kubernetes' API (`x-kubernetes-patch-merge-key`); other lists are replaced as a
 * whole.
 */
const memberKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  // Of a container, and of a Service.
  ports: ['containerPort', 'port'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  topologySpreadConstraints: ['topologyKey'],
  hostAliases: ['ip'],
  schedulingGates: ['name'],
  resourceClaims: ['name'],
};

function mergeMembers(list: readonly Json[], patches: readonly Json[], field: string): Json {
  const key = memberKeys[field]?.find(one =>
    patches.every(patch => isJsonMap(patch) && patch[one] !== undefined),
  );
  if (key === undefined) return [...patches];
  const members = new Map(list.map(member => [isJsonMap(member) ? member[key] : undefined, member]));
  for (const patch of patches) {
    const name = isJsonMap(patch) ? patch[key] : undefined;
    if (isDeleted(patch)) members.delete(name);
    else members.set(name, strategicMerge(members.get(name), patch));
  }
  return [...members.values()];
}

function isDeleted(patch: Json): boolean {
  return isJsonMap(patch) && patch.$patch === 'delete';
}

function isReplaceAlone(patch: Json): boolean {
  return isJsonMap(patch) && patch.$patch === 'replace' && Object.keys(patch).length === 1;
}
