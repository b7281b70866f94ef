import { type ServedKind, servedKinds } from '#inspect';

/**
 * ObjectPath is a path of the API that addresses objects, in one of two forms:
 *
 * - `usual`: `/apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME`, like the Kubernetes API (`/api/v1/…` for the core
 *   group; without `namespaces/NAMESPACE` for kinds outside any namespace, and for all namespaces);
 * - `universal`: `/meshes/MESH/PLURAL/NAME`, like Kuma's API; `/PLURAL/NAME` for kinds outside any mesh, `/PLURAL` for all
 *   meshes.
 *
 * Without a name it means all objects of the kind, in the namespace (or mesh) if there is one. At the end of a Dataplane
 * path, `_overview` asks for the proxies as well; older tools write `dataplanes+insights` instead.
 */
export interface ObjectPath {
  readonly form: 'usual' | 'universal';
  readonly kind: ServedKind;
  /** The API version as written; only in the usual form. */
  readonly version?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** What to show besides the objects themselves. */
  readonly as?: 'overview';
}

/** readObjectPath parses a path; undefined where it addresses no objects of a known kind. */
export function readObjectPath(path: string): ObjectPath | undefined {
  const segments = readSegments(path);
  if (segments === undefined) return undefined;
  const [first, second, third, ...rest] = segments;
  if (first === 'api' && second !== undefined) return usualPath('', second, segments.slice(2));
  if (first === 'apis' && second !== undefined && third !== undefined) return usualPath(second, third, rest);
  return universalPath(segments);
}

function usualPath(group: string, version: string, segments: readonly string[]): ObjectPath | undefined {
  const [first, second] = segments;
  // Without a further segment, `namespaces/NAME` means the Namespace itself.
  const isWithin = first === 'namespaces' && segments.length > 2;
  const [plural, name, ...more] = isWithin ? segments.slice(2) : segments;
  const kind = servedKinds.find(
    one => one.group === group && one.plural === plural && one.versions.includes(version),
  );
  if (kind === undefined || more.length > 0) return undefined;
  if (isWithin && !kind.namespaced) return undefined;
  if (!isWithin && kind.namespaced && name !== undefined) return undefined;
  const namespace = isWithin ? second : kind.namespaced ? undefined : '';
  return {
    form: 'usual',
    kind,
    version,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

const overviews = { ending: '_overview', older: 'dataplanes+insights', of: 'dataplanes' } as const;

/** The same path without the request for an overview; undefined where there is none. */
function withoutOverview(segments: readonly string[]): readonly string[] | undefined {
  if (segments.includes(overviews.older))
    return segments.map(segment => (segment === overviews.older ? overviews.of : segment));
  if (segments.at(-1) !== overviews.ending || !segments.includes(overviews.of)) return undefined;
  return segments.slice(0, -1);
}

function universalPath(segments: readonly string[]): ObjectPath | undefined {
  const bare = withoutOverview(segments);
  if (bare !== undefined) {
    const found = universalPath(bare);
    return found?.kind.id === 'kuma/Dataplane' ? { ...found, as: 'overview' } : undefined;
  }
  const [, mesh] = segments;
  const isWithin = segments[0] === 'meshes' && segments.length > 2;
  const [plural, name, ...more] = isWithin ? segments.slice(2) : segments;
  const kind = servedKinds.find(one => one.universal !== undefined && one.universalPlural === plural);
  if (kind === undefined || more.length > 0) return undefined;
  const isOfMesh = kind.universal?.scope === 'Mesh';
  if (isWithin ? !isOfMesh : isOfMesh && name !== undefined) return undefined;
  const namespace = isWithin ? mesh : isOfMesh ? undefined : '';
  return {
    form: 'universal',
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

/** objectPath is the path of an object, or of all of a kind where there is no name; the inverse of readObjectPath. */
export function objectPath({ form, kind, version = kind.version, namespace = '', name }: ObjectPath): string {
  const group = kind.group === '' ? ['api'] : ['apis', kind.group];
  const within =
    namespace === '' ? [] : form === 'universal' ? ['meshes', namespace] : ['namespaces', namespace];
  const segments = [
    ...(form === 'universal' ? [] : [...group, version]),
    ...within,
    form === 'universal' ? kind.universalPlural : kind.plural,
    ...(name === undefined ? [] : [name]),
  ];
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/** The decoded segments; undefined where one holds a `/`, or characters that no name can have. */
function readSegments(path: string): readonly string[] | undefined {
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    return segments.every(segment => /^[^/\s\p{C}]{1,253}$/u.test(segment)) ? segments : undefined;
  } catch {
    return undefined;
  }
}
