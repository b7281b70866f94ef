import { displayRef, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { AnyResource } from '#resources';
import { areApart, type DescribedBackend, describeBackend } from './described-backend.ts';
import { namedIn, nameKey, renameReferences } from './rename-references.ts';
import type { NewName, Target, WrittenObject } from './target.ts';

/** Given is an object in force: as it was read, as its author wrote it, and, of a backend, why it cannot be used. */
export interface Given {
  readonly resource: AnyResource;
  readonly written: WrittenObject;
  readonly problem?: string;
}

/** Converted is a backend that is written in another dialect by now. */
export interface ConvertedBackend {
  readonly of: ResourceRef;
  readonly port?: number;
  /** As in DescribedBackend. */
  readonly host?: string;
  readonly name: NewName;
}

/** Said is what could not be converted, or not all of it. */
export interface Said {
  readonly ref: ResourceRef;
  readonly message: string;
}

/** Conversion is all objects, with the backends among them in another dialect, and whoever refers to one naming what it is by now. */
export interface Conversion {
  readonly objects: readonly WrittenObject[];
  readonly backends: readonly ConvertedBackend[];
  readonly said: readonly Said[];
}

/**
 * convert writes backends in the words of a target. What the target has no words for is said; a backend that it cannot say at all,
 * or that cannot be used, stays as it was.
 */
export function convert(given: readonly Given[], target: Target): Conversion {
  const said: Said[] = [];
  const backends: ConvertedBackend[] = [];
  const targeted = new Set(given.flatMap(({ resource }) => hostsMeantBy(resource)));
  const named = given.flatMap(({ written }) => namedIn(written));
  const converted = given.map(({ resource, written, problem }) => {
    const found = describeBackend(resource);
    if (found === undefined || isOwn(resource.ref, target)) return [written];
    const { ref } = resource;
    const keep = (why: string) => {
      said.push({ ref, message: `stays as it is: ${why}` });
      return [written];
    };
    if (problem !== undefined) return keep(`it cannot be used (${problem})`);
    if ('message' in found) return keep(`${found.path} ${found.message}`);
    const policy = meansHosts(resource) && namesOf(resource).find(name => targeted.has(name));
    if (policy) return keep(`a policy is about ${policy}, which nobody goes by then`);
    // A host is seen from other namespaces without a grant, and nothing else is.
    const seen = named.find(one => one.kind === 'Hostname' && isHostOf(one, resource));
    if (seen !== undefined)
      return keep(`namespace ${seen.namespace} refers to ${seen.name}, which nobody goes by then`);
    const wrote = found.map(backend => [backend, target.write(backend)] as const);
    const unsayable = wrote.flatMap(([, result]) => (typeof result === 'string' ? [result] : []));
    if (unsayable.length > 0) return keep(`${target.name} cannot say it: ${unsayable[0]}`);
    return wrote.flatMap(([backend, result]) => {
      if (typeof result === 'string') return [];
      backends.push(convertedOf(backend, result.name));
      for (const lost of result.lost) said.push({ ref, message: `${target.name} does not say ${lost}` });
      return result.objects;
    });
  });
  const names = new Map(
    backends.flatMap(backend => keysOf(backend).map(key => [key, backend.name] as const)),
  );
  const gone = new Set(backends.map(({ of }) => resourceKey(of)));
  const standing = new Set(
    given.flatMap(({ resource: { ref } }) => (gone.has(resourceKey(ref)) ? [] : [nameKey(ref)])),
  );
  const renamed = { names, stands: (key: string) => standing.has(key) };
  return {
    objects: converted.flat().map(object => renameReferences(object, renamed)),
    backends,
    said,
  };

  function keysOf({ of, port, host }: ConvertedBackend): readonly string[] {
    const named = (name: string) => ({ ...of, kind: 'Hostname', name });
    if (host !== undefined) return [nameKey(named(host), port)];
    const hosts = given.flatMap(({ resource }) =>
      resource.id === 'istio/ServiceEntry' &&
      resourceKey(resource.ref) === resourceKey(of) &&
      !areApart(resource)
        ? resource.spec.hosts.map(named)
        : [],
    );
    return [of, ...hosts].map(named => nameKey(named, port));
  }
}

function convertedOf({ of, port, host }: DescribedBackend, name: NewName): ConvertedBackend {
  return { of, name, ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) };
}

function isOwn({ group, kind }: ResourceRef, { own }: Target): boolean {
  return own.some(one => one.group === group && one.kind === kind);
}

function meansHosts({ id }: AnyResource): boolean {
  return id === 'istio/ServiceEntry';
}

/** What policies call a ServiceEntry. */
function namesOf(resource: AnyResource): readonly string[] {
  if (resource.id !== 'istio/ServiceEntry') return [];
  const { ref } = resource;
  const hosts = resource.spec.hosts.map(name => displayRef({ ...ref, kind: 'Hostname', name }));
  return [displayRef(ref), ...hosts];
}

function isHostOf({ name, namespace }: { name: string; namespace: string }, { id, ref, spec }: AnyResource) {
  return id === 'istio/ServiceEntry' && ref.namespace !== namespace && spec.hosts.includes(name);
}

/** Hosts, and ServiceEntries, that a policy is about. */
function hostsMeantBy({ ref, spec }: AnyResource): readonly string[] {
  if (!('targets' in spec)) return [];
  return spec.targets.flatMap(({ group, kind, name }) =>
    group === 'networking.istio.io' ? [displayRef({ ...ref, group, kind, name })] : [],
  );
}
