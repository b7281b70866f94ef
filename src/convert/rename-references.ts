import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { kgatewayBackendKinds } from '#resources';
import type { NewName, WrittenObject } from './target.ts';

/** Renamed says what backends are called after the conversion. */
export interface Renamed {
  /** New names, by `nameKey` of the old ones. */
  readonly names: ReadonlyMap<string, NewName>;
  /** Whether an object still exists under its old name. */
  stands(key: string): boolean;
}

interface Named {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The part of the object that a policy targets, if it targets a part. */
  readonly sectionName?: string;
}

/** nameKey is the key of a backend as references name it; with `port`, where each port is a backend of its own. */
export function nameKey(named: Named, port?: number): string {
  const key = resourceKey({ ...named, zone: localZone });
  return port === undefined ? key : [key, port].join(':');
}

/** namedIn lists all references in an object. */
export function namedIn(object: WrittenObject): readonly Named[] {
  const { metadata: _, ...rest } = object;
  return namedWithin(rest, namespaceOf(object));
}

function namedWithin(value: unknown, namespace: string): readonly Named[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? undefined : referenceIn(value, namespace);
  return [
    ...(own === undefined ? [] : [own]),
    ...Object.values(value).flatMap(held => namedWithin(held, namespace)),
  ];
}

function namespaceOf(object: WrittenObject): string {
  return String(Reflect.get(Object(object.metadata), 'namespace') ?? 'default');
}

/** renameReferences replaces the references to converted backends in an object. */
export function renameReferences(object: WrittenObject, renamed: Renamed): WrittenObject {
  const namespace = namespaceOf(object);
  if (object.kind === 'ReferenceGrant') return grantingToo(object, namespace, renamed);
  // Metadata holds no references.
  const { metadata, ...rest } = object;
  const changed = changedIn(rest, namespace, renamed);
  return changed === rest ? object : { ...object, ...Object(changed) };
}

/** Fields by which policies target objects: there, a port is named as a section, not as `port`. */
const targetFields: ReadonlySet<string> = new Set(['targetRef', 'targetRefs']);

function changedIn(value: unknown, namespace: string, renamed: Renamed, field = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map(item => changedIn(item, namespace, renamed, field));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const reference = referenceIn(value, namespace);
  const found = reference && newNameOf(reference, renamed);
  if (found !== undefined) {
    const { port: _, ...object } = found;
    if (targetFields.has(field)) return { ...value, ...object };
    if (!('apiGroup' in value)) return { ...without(value, 'group'), ...found };
    const { group: apiGroup, kind, name } = found;
    return { apiGroup, kind, name };
  }
  const service = serviceOf(value, namespace, renamed);
  if (service !== undefined) return { ...without(value, 'resource'), service };
  const fields = Object.entries(value).map(
    ([field, held]) => [field, changedIn(held, namespace, renamed, field)] as const,
  );
  return fields.some(([field, held]) => held !== Reflect.get(value, field))
    ? Object.fromEntries(fields)
    : value;
}

/** An Ingress refers to a Service in another form than to other objects. */
function serviceOf(value: object, namespace: string, renamed: Renamed): object | undefined {
  const { resource } = value as Readonly<Record<string, unknown>>;
  if (typeof resource !== 'object' || resource === null || !('apiGroup' in resource)) return undefined;
  const reference = referenceIn(resource, namespace);
  const { name, port } = (reference && newNameOf(reference, renamed)) ?? {};
  return name === undefined || port === undefined ? undefined : { name, port: { number: port } };
}

type Reference = Named & { readonly port?: number };

function referenceIn(value: object, own: string): Reference | undefined {
  const written = value as Readonly<Record<string, unknown>>;
  const { apiGroup = '', group = apiGroup, kind, name, namespace = own, port, sectionName } = written;
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  if (typeof group !== 'string' || typeof namespace !== 'string') return undefined;
  return {
    ...{ group, kind, name, namespace },
    ...(typeof port === 'number' ? { port } : {}),
    ...(typeof sectionName === 'string' ? { sectionName } : {}),
  };
}

/** A backend that may be referred to by several kinds exists under only one of them. */
function newNameOf(
  { port, sectionName: _, ...named }: Reference,
  { names, stands }: Renamed,
): NewName | undefined {
  for (const { group, kind } of alsoCalled(named)) {
    const one = { ...named, group, kind };
    const found = names.get(nameKey(one)) ?? names.get(nameKey(one, port));
    if (found !== undefined) return found;
    if (stands(nameKey(one))) return undefined;
  }
  return undefined;
}

type Kind = Pick<Named, 'group' | 'kind'>;

/** alsoCalled lists the kinds under which a referenced object may exist, the given one first. */
export function alsoCalled(named: Kind): readonly Kind[] {
  const isOne = kgatewayBackendKinds.some(({ group, kind }) => group === named.group && kind === named.kind);
  return isOne ? [named, ...kgatewayBackendKinds] : [named];
}

/** Adds to a grant for old kinds the same permission for the kinds that they are converted to. */
function grantingToo(grant: WrittenObject, namespace: string, renamed: Renamed): WrittenObject {
  const spec = Object(grant.spec) as Readonly<Record<string, unknown>>;
  const entries = (field: string) => (Array.isArray(spec[field]) ? (spec[field] as readonly object[]) : []);
  const kinds = (of: { group?: unknown; kind?: unknown }, at: string) =>
    alsoCalled({ group: String(of.group), kind: String(of.kind) }).flatMap(called =>
      [...renamed.names].flatMap(([key, { group, kind }]) =>
        key.startsWith(`${called.group}/${called.kind}/${localZone}/${at}/`) ? [{ group, kind }] : [],
      ),
    );
  const also = (field: string, at: (entry: object) => string) => [
    ...entries(field),
    ...entries(field).flatMap(entry => {
      const [first] = kinds(entry, at(entry));
      return first === undefined ? [] : [{ ...entry, ...first }];
    }),
  ];
  const from = also('from', entry => String(Reflect.get(entry, 'namespace')));
  const to = also('to', () => namespace);
  const isSame = from.length === entries('from').length && to.length === entries('to').length;
  return isSame ? grant : { ...grant, spec: { ...spec, from, to } };
}

function without(value: object, ...fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)));
}
