import { type AnyKind, kinds } from '#resources';
import { type Cluster, isRefusal, readJson } from './cluster.ts';

/** ServedKind is one of our kinds that the cluster serves, in the version that we ask for. */
export interface ServedKind {
  readonly kind: AnyKind;
  /** `gateway.networking.k8s.io/v1`, `v1` for the core group. */
  readonly apiVersion: string;
  /** Whether objects have the subresource `status`. */
  readonly hasStatus: boolean;
}

/** definitionName is the name of the CustomResourceDefinition that would define a kind. */
export function definitionName({ plural, group }: Pick<AnyKind, 'plural' | 'group'>): string {
  return `${plural}.${group}`;
}

/** discoverKinds asks which of our kinds the cluster serves; of several versions, the one that we prefer. */
export async function discoverKinds(
  cluster: Cluster,
  among: readonly AnyKind[] = kinds,
): Promise<readonly ServedKind[]> {
  const apiVersions = new Set(
    among.flatMap(kind => kind.versions.map(version => apiVersionOf(kind, version))),
  );
  const served = new Map<string, ReadonlySet<string>>(
    await Promise.all([...apiVersions].map(async one => [one, await resourcesOf(cluster, one)] as const)),
  );
  return among.flatMap(kind => {
    const apiVersion = kind.versions
      .map(version => apiVersionOf(kind, version))
      .find(one => served.get(one)?.has(kind.plural));
    if (apiVersion === undefined) return [];
    return [{ kind, apiVersion, hasStatus: served.get(apiVersion)?.has(`${kind.plural}/status`) === true }];
  });
}

/** Names of what is served in a version: `httproutes`, and `httproutes/status`. */
async function resourcesOf(cluster: Cluster, apiVersion: string): Promise<ReadonlySet<string>> {
  try {
    const { resources } = await readJson(await cluster.send({ path: apiPath(apiVersion) }));
    const all = Array.isArray(resources) ? (resources as readonly { readonly name?: unknown }[]) : [];
    return new Set(all.flatMap(({ name }) => (typeof name === 'string' ? [name] : [])));
  } catch (error) {
    if (isRefusal(error, 404)) return new Set();
    throw error;
  }
}

function apiVersionOf({ group }: AnyKind, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** apiPath is where a version of a group is served. */
export function apiPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
