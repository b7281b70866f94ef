import { displayRef, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { AnyResource, Ingress, ServiceEntry } from '#resources';
import { areApart, type DescribedBackend, describeBackend } from './described-backend.ts';
import { writeGateways } from './ingress-gateways.ts';
import { severalRoutes, type WrittenIngress, writeIngress } from './ingresses.ts';
import { type KnownObjects, knownAmong } from './known-objects.ts';
import { findReferrers, membersOf, type Referrers } from './referrers.ts';
import { namedIn, nameKey, renameReferences } from './rename-references.ts';
import type { NewName, Target, Written, WrittenObject } from './target.ts';

/** Given is an object in force: the resource, the object as its author wrote it, and, for a backend, why it cannot be used. */
export interface Given {
  readonly resource: AnyResource;
  readonly written: WrittenObject;
  readonly problem?: string;
}

/** ConvertedBackend is a backend that is now written in another dialect. */
export interface ConvertedBackend {
  readonly of: ResourceRef;
  readonly port?: number;
  /** As in DescribedBackend. */
  readonly host?: string;
  readonly name: NewName;
}

/** Said is a remark about something that was not converted, or not completely. */
export interface Said {
  readonly ref: ResourceRef;
  readonly message: string;
}

/** Conversion is all objects, in which backends are written in another dialect, and references to them name what they are now. */
export interface Conversion {
  readonly objects: readonly WrittenObject[];
  readonly backends: readonly ConvertedBackend[];
  readonly said: readonly Said[];
}

/**
 * convert writes backends in the dialect of a target. It reports what the target cannot express; a backend that it cannot express
 * at all, or that cannot be used, stays as it was.
 */
export function convert(given: readonly Given[], target: Target): Conversion {
  const said: Said[] = [];
  const backends: ConvertedBackend[] = [];
  const hosts = hostsIn(given);
  const referrers = findReferrers(given, target, ref => hostsOf(hosts, ref));
  const known = knownAmong(given.map(({ resource }) => resource));
  const written = withGroupsKept(given.map(one => writeIn(one, { hosts, known, target, referrers })));
  const routed: (readonly [string, NewName])[] = [];
  const ingresses: Ingress[] = [];
  const converted: WrittenObject[] = [];
  for (const { given, outcome } of written) {
    const { ref } = given.resource;
    if (outcome.kind === 'routes') {
      const { objects, name, kept, lost } = outcome.result;
      if (given.resource.id === 'kubernetes/Ingress') ingresses.push(given.resource);
      if (name !== undefined) routed.push([nameKey(ref), name]);
      converted.push(...objects);
      if (kept.length > 0)
        said.push({ ref, message: `has in its routes what it annotates: ${kept.join(', ')}` });
      for (const one of lost) said.push({ ref, message: `${target.name} does not say ${one}` });
      continue;
    }
    const staysBeside = target.isForSidecars === true && referrers.isNamed(ref);
    if (outcome.kind !== 'written' || staysBeside) converted.push(given.written);
    if (outcome.kind === 'kept') said.push({ ref, message: `stays as it is: ${outcome.why}` });
    if (outcome.kind !== 'written') continue;
    if (staysBeside) said.push({ ref, message: `stays beside it: ${besideSidecars}` });
    for (const { backend, result } of outcome.backends) {
      if (!staysBeside) backends.push(convertedOf(backend, result.name));
      for (const lost of result.lost) said.push({ ref, message: `${target.name} does not say ${lost}` });
      converted.push(...result.objects);
    }
  }
  converted.push(...writeGateways(ingresses, known));
  const names = new Map([
    ...backends.flatMap(backend => keysOf(backend).map(key => [key, backend.name] as const)),
    ...routed,
  ]);
  const gone = new Set(backends.map(({ of }) => resourceKey(of)));
  const standing = new Set(
    given.flatMap(({ resource: { ref } }) => (gone.has(resourceKey(ref)) ? [] : [nameKey(ref)])),
  );
  const renamed = { names, stands: (key: string) => standing.has(key) };
  return {
    objects: converted.map(object => renameReferences(object, renamed)),
    backends,
    said,
  };

  function keysOf({ of, port, host }: ConvertedBackend): readonly string[] {
    if (host !== undefined) return [nameKey({ ...of, kind: 'Hostname', name: host }, port)];
    const entry = hosts.entries.get(resourceKey(of));
    const others = entry !== undefined && areApart(entry) ? [] : hostsOf(hosts, of);
    return [of, ...others].map(named => nameKey(named, port));
  }
}

const besideSidecars = 'what refers to it cannot name what sidecars alone call';

/**
 * Outcome is what is done with an object: nothing (it is not a backend, or is in the target's dialect already), it stays as it is,
 * or it is written as backends or as routes.
 */
type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'routes'; readonly result: WrittenIngress }
  | { readonly kind: 'kept'; readonly why: string }
  | {
      readonly kind: 'written';
      readonly backends: readonly { readonly backend: DescribedBackend; readonly result: Written }[];
    };

interface Surroundings {
  readonly hosts: Hosts;
  readonly known: KnownObjects;
  readonly target: Target;
  readonly referrers: Referrers;
}

interface Considered {
  readonly given: Given;
  readonly outcome: Outcome;
}

function writeIn(one: Given, { hosts, known, target, referrers }: Surroundings): Considered {
  const { resource, problem } = one;
  const keep = (why: string): Considered => ({ given: one, outcome: { kind: 'kept', why } });
  if (resource.id === 'kubernetes/Ingress' && target.hasRoutes === true) {
    const result = writeIngress(resource, known);
    if (typeof result === 'string') return keep(result);
    const policy = result.name === undefined ? referrers.aboutIt(resource.ref) : undefined;
    return policy === undefined
      ? { given: one, outcome: { kind: 'routes', result } }
      : keep(severalRoutes(policy, result));
  }
  const found = describeBackend(resource);
  if (found === undefined || isOwn(resource.ref, target)) return { given: one, outcome: { kind: 'none' } };
  if (problem !== undefined) return keep(`it cannot be used (${problem})`);
  if ('message' in found) return keep(`${found.path} ${found.message}`);
  const host = hostInUse(resource, hosts);
  if (host !== undefined) return keep(host);
  const tie = referrers.tied(resource.ref);
  if (tie !== undefined) return keep(tie);
  const policy = found.some(({ service }) => service !== undefined) && referrers.aboutIt(resource.ref);
  if (policy)
    return keep(`${policy} is about it, and would be about its Service then, whoever refers to that`);
  const wrote = found.map(backend => ({ backend, result: resultOf(backend, target) }));
  const unsayable = wrote.flatMap(({ result }) => (typeof result === 'string' ? [result] : []));
  if (unsayable.length > 0) return keep(`${target.name} cannot say it: ${unsayable[0]}`);
  const backends = wrote.flatMap(({ backend, result }) =>
    typeof result === 'string' ? [] : [{ backend, result }],
  );
  return { given: one, outcome: { kind: 'written', backends } };
}

function resultOf(backend: DescribedBackend, target: Target): Written | string {
  const { service } = backend;
  if (service === undefined) return target.write(backend);
  if (target.isForSidecars === true) return 'it is a Service, which sidecars call by itself';
  return { objects: [], name: { group: '', kind: 'Service', ...service }, lost: [] };
}

/** A backend that stays as it is names the members of its groups by their old names: so these stay, too. */
function withGroupsKept(considered: readonly Considered[]): readonly Considered[] {
  const ties = new Map(
    considered
      .filter(({ outcome }) => outcome.kind === 'kept')
      .flatMap(({ given: { resource } }) => membersOf(resource).map(key => [key, resource.ref] as const)),
  );
  let isChanged = false;
  const next = considered.map((one): Considered => {
    const by = ties.get(resourceKey(one.given.resource.ref));
    if (by === undefined || one.outcome.kind !== 'written') return one;
    isChanged = true;
    const why = `${displayRef(by)} stays as it is, and names it in its groups`;
    return { ...one, outcome: { kind: 'kept', why } };
  });
  return isChanged ? withGroupsKept(next) : next;
}

/** Hosts is all ServiceEntries, the hosts that policies target, and the hosts that any object refers to. */
interface Hosts {
  readonly entries: ReadonlyMap<string, ServiceEntry>;
  readonly targeted: ReadonlySet<string>;
  readonly named: ReturnType<typeof namedIn>;
}

function hostsIn(given: readonly Given[]): Hosts {
  const entries = given.flatMap(({ resource }) => (resource.id === 'istio/ServiceEntry' ? [resource] : []));
  return {
    entries: new Map(entries.map(entry => [resourceKey(entry.ref), entry])),
    targeted: new Set(given.flatMap(({ resource }) => hostsMeantBy(resource))),
    named: given.flatMap(({ written }) => namedIn(written)).filter(({ kind }) => kind === 'Hostname'),
  };
}

/** Why a ServiceEntry must keep its hosts: something refers to one of them. */
function hostInUse(resource: AnyResource, { targeted, named }: Hosts): string | undefined {
  const policy = namesOf(resource).find(name => targeted.has(name));
  if (policy !== undefined) return `a policy is about ${policy}, which nobody goes by then`;
  // Only hosts can be referred to from other namespaces without a grant.
  const seen = named.find(one => isHostOf(one, resource));
  return seen && `namespace ${seen.namespace} refers to ${seen.name}, which nobody goes by then`;
}

/** The hosts by which a ServiceEntry can be referred to, besides its name. */
function hostsOf({ entries }: Hosts, of: ResourceRef): readonly ResourceRef[] {
  const { hosts } = entries.get(resourceKey(of))?.spec ?? { hosts: [] };
  return hosts.map(name => ({ ...of, kind: 'Hostname', name }));
}

function convertedOf({ of, port, host }: DescribedBackend, name: NewName): ConvertedBackend {
  return { of, name, ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) };
}

function isOwn({ group, kind }: ResourceRef, { own }: Target): boolean {
  return own.some(one => one.group === group && one.kind === kind);
}

/** The names by which policies target a ServiceEntry: its own, and its hosts. */
function namesOf(resource: AnyResource): readonly string[] {
  if (resource.id !== 'istio/ServiceEntry') return [];
  const { ref } = resource;
  const hosts = resource.spec.hosts.map(name => displayRef({ ...ref, kind: 'Hostname', name }));
  return [displayRef(ref), ...hosts];
}

function isHostOf({ name, namespace }: { name: string; namespace: string }, { id, ref, spec }: AnyResource) {
  return id === 'istio/ServiceEntry' && ref.namespace !== namespace && spec.hosts.includes(name);
}

/** The hosts and ServiceEntries that a policy targets. */
function hostsMeantBy({ ref, spec }: AnyResource): readonly string[] {
  if (!('targets' in spec)) return [];
  return spec.targets.flatMap(({ group, kind, name }) =>
    group === 'networking.istio.io' ? [displayRef({ ...ref, group, kind, name })] : [],
  );
}
