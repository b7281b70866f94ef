import type { Collection, Graph, Index, Tracker } from '#graph';
import { keyOf, sameXdsResource, type XdsResource, type XdsType } from '#lib/xds-resource.ts';
import {
  type Attachment,
  type BackendUse,
  type Gateway,
  type ModificationOutcome,
  type ModifiedUse,
  modificationKey,
  type PatchOutcome,
  type PatchProblem,
  type ProxyId,
  type XdsPatch,
} from '#model';
import type { EnvoyResources } from '../collections.ts';
import type { Member } from '../member.ts';
import { clusterKey, secretName } from '../names.ts';
import { type ModificationTarget, modificationTargets } from './modification-targets.ts';
import { type NameLookup, namesOf } from './names.ts';
import { addedResource, type PlacedPatch, patchResource } from './patched-resource.ts';

/** PatchInputs is the patches, and what the names in them are looked up in. */
export interface PatchInputs {
  readonly patches: Collection<XdsPatch>;
  readonly gateways: Collection<Gateway>;
  /** Where sidecars listen. */
  readonly places: Collection<Gateway>;
  /** Clusters that are modified, by how sidecars use what they call. */
  readonly modifiedUses: Collection<ModifiedUse>;
  readonly attachments: Collection<Attachment>;
  readonly backendReaches: Collection<{ readonly proxy: ProxyId; readonly use: BackendUse }>;
  readonly certificateReaches: Collection<{ readonly proxy: ProxyId; readonly certificate: string }>;
  /** Parts that Envoy refused, by name of the resource. */
  readonly withheld: Collection<ReadonlyMap<string, string>>;
}

/** PatchedResources are the resources as patches have them, the outcome of each patch, and the members that patches add. */
export interface PatchedResources {
  readonly resources: EnvoyResources;
  readonly members: Collection<Member>;
  /** By the policy's ResourceKey. */
  readonly outcomes: Index<PatchOutcome>;
  /** What became of modifications, wherever they are made, by `modificationKey`. */
  readonly modifications: Index<ModificationOutcome>;
}

/** A patch at one resource that it changes. */
interface Target extends PlacedPatch {
  readonly type: XdsType;
  readonly name: string;
}

interface Added {
  readonly patch: XdsPatch;
  readonly made: XdsResource | PatchProblem;
}

/** patchResources applies patches to resources: a resource without patches is handed on as it is. */
export function patchResources(graph: Graph, before: EnvoyResources, inputs: PatchInputs): PatchedResources {
  const { patches, withheld } = inputs;
  const all = Object.entries(before) as [keyof EnvoyResources, Collection<XdsResource>][];
  const byName = graph.index(
    'envoy/resources-by-name',
    graph.join(
      'envoy/unpatched-resources',
      all.map(([, one]) => prefixed(graph, one)),
    ),
    resource => [nameKey(resource.type, keyOf(resource))],
  );
  const isThere = (track: Tracker, type: XdsType, name: string) =>
    track.count(byName, nameKey(type, name)) > 0;
  const holders = holdersIn(graph, before, inputs);
  const lookup = lookupIn(graph, before, inputs);
  const isWhole = ({ operation: { op, path, jsonPath } }: XdsPatch) =>
    op === 'add' && path === '' && jsonPath === undefined;

  const targets = graph.derive<XdsPatch, Target>('envoy/patch-targets', patches, (patch, key, track) => {
    if (isWhole(patch)) return [];
    return namesOf(patch, lookup, track)
      .filter(({ type, name }) => isThere(track, type, name) && isAlone(patch, type, name, holders, track))
      .map(({ type, name, path, jsonPath }) => {
        const operation = {
          ...patch.operation,
          ...(path === undefined ? {} : { path }),
          ...(jsonPath === undefined ? {} : { jsonPath }),
        };
        return [[key, type, name].join('\n'), { patch, operation, type, name }] as const;
      });
  });
  const byTarget = graph.index('envoy/patches-by-target', targets, ({ type, name }) => [nameKey(type, name)]);
  const modifications = modificationTargets(graph, { ...inputs, virtualHosts: lookup.virtualHosts, isThere });
  const modifiedByTarget = graph.index('envoy/modifications-by-target', modifications, ({ type, name }) => [
    nameKey(type, name),
  ]);
  const patched = (resource: XdsResource, track: Tracker) => {
    const key = nameKey(resource.type, keyOf(resource));
    const own = track.fetchAll(byTarget, key);
    const modified = track.fetchAll(modifiedByTarget, key);
    if (own.length === 0 && modified.length === 0) return undefined;
    return patchResource(resource, own, modified, track.fetch(withheld, keyOf(resource)));
  };

  const added = graph.map<XdsPatch, Added>('envoy/added-resources', patches, patch =>
    isWhole(patch) ? { patch, made: addedResource(patch) } : undefined,
  );
  const addedByName = graph.index('envoy/added-by-name', added, ({ made }) =>
    'bytes' in made ? [nameKey(made.type, made.name)] : [],
  );
  /** Why an added resource is not in force; undefined where it is. */
  const addProblem = ({ patch, made }: Added, track: Tracker): PatchProblem | undefined => {
    if (!('bytes' in made)) return made;
    const [first] = [...track.fetchAll(addedByName, nameKey(made.type, made.name))].sort((a, b) =>
      a.patch.origin < b.patch.origin ? -1 : 1,
    );
    if (first?.patch === patch && !isThere(track, made.type, made.name)) return undefined;
    return { reason: 'Invalid', message: `adds ${made.type} ${made.name}, and there is one of that name` };
  };
  const inForce = graph.map<Added, Added & { readonly made: XdsResource }>(
    'envoy/added-in-force',
    added,
    (one, _, track) => {
      const { patch, made } = one;
      return 'bytes' in made && addProblem(one, track) === undefined ? { patch, made } : undefined;
    },
  );
  const outcomes = graph.map<XdsPatch, PatchOutcome>('envoy/patch-outcomes', patches, (patch, key, track) => {
    const one = track.fetch(added, key);
    if (one !== undefined) {
      const problem = addProblem(one, track);
      const changed = 'bytes' in one.made ? [one.made.name] : [];
      return problem === undefined ? { patch, changed } : { patch, changed: [], problem };
    }
    const named = namesOf(patch, lookup, track).filter(({ type, name }) => isThere(track, type, name));
    if (named.length === 0) {
      const message = `names ${patch.type} ${patch.name}, which was not found; \`fairlead render\` shows the names there are`;
      return { patch, changed: [], problem: { reason: 'ResourceNotFound', message } };
    }
    const shared = named.find(({ type, name }) => !isAlone(patch, type, name, holders, track));
    if (shared !== undefined) {
      const message = `is about ${shared.type} ${shared.name}, which other gateways use as well; have a policy on this Gateway or its routes shape the backend, so that it has one of its own`;
      return { patch, changed: [], problem: { reason: 'Invalid', message } };
    }
    const results = named.map(({ type, name }) => {
      const [resource] = track.fetchAll(byName, nameKey(type, name));
      return resource && patched(resource, track)?.problems.get(patch);
    });
    const problem = results.find(result => result !== undefined);
    const changed = named.map(({ name }) => name);
    return problem === undefined ? { patch, changed } : { patch, changed: [], problem };
  });

  const over = (type: keyof EnvoyResources) =>
    graph.join(`envoy/${type}-with-patches`, [
      graph.map<XdsResource, XdsResource>(
        `envoy/patched-${type}`,
        before[type],
        (resource, _, track) => {
          const changed = patched(resource, track);
          return changed === undefined ? resource : changed.resource;
        },
        { equal: sameXdsResource },
      ),
      graph.derive<Added & { readonly made: XdsResource }, XdsResource>(
        `envoy/added-${type}`,
        inForce,
        ({ made }) => (collectionOf[made.type] === type ? [[`added\n${made.name}`, made] as const] : []),
        { equal: sameXdsResource },
      ),
    ]);
  const modificationOutcomes = graph.map<ModificationTarget, ModificationOutcome & { readonly key: string }>(
    'envoy/modification-outcomes',
    modifications,
    ({ modification, type, name }, _key, track) => {
      const [resource] = track.fetchAll(byName, nameKey(type, name));
      const problem = resource && patched(resource, track)?.problems.get(modification);
      const became = { key: modificationKey(modification), changed: name };
      return problem === undefined ? became : { ...became, problem };
    },
  );
  return {
    modifications: graph.index('envoy/modification-outcomes-by-key', modificationOutcomes, ({ key }) => [
      key,
    ]),
    resources: {
      listeners: over('listeners'),
      routes: over('routes'),
      virtualHosts: over('virtualHosts'),
      clusters: over('clusters'),
      endpoints: over('endpoints'),
      secrets: over('secrets'),
      hostnames: before.hostnames,
    },
    members: graph.derive<Added & { readonly made: XdsResource }, Member>(
      'envoy/added-members',
      inForce,
      ({ patch: { proxy: set }, made: { type, name } }) =>
        // Endpoints come with the clusters that need them.
        type === 'endpoints' ? [] : [[[set, type, name].join('\n'), { set, type, name }] as const],
    ),
    outcomes: graph.index('envoy/patch-outcomes-by-policy', outcomes, ({ patch }) => [patch.origin]),
  };
}

const collectionOf: Readonly<Record<XdsType, keyof EnvoyResources | undefined>> = {
  listener: 'listeners',
  route: 'routes',
  virtualHost: 'virtualHosts',
  cluster: 'clusters',
  endpoints: 'endpoints',
  secret: 'secrets',
  // For agents of sidecars: no patch is about them.
  hostname: undefined,
};

function nameKey(type: XdsType, name: string): string {
  return [type, name].join('\n');
}

/** Resources of different types may have the same key. */
function prefixed(graph: Graph, resources: Collection<XdsResource>): Collection<XdsResource> {
  return graph.derive<XdsResource, XdsResource>(
    `envoy/named-${resources.name}`,
    resources,
    resource => [[nameKey(resource.type, keyOf(resource)), resource] as const],
    { equal: sameXdsResource },
  );
}

/** Holders gives the proxies that hold a resource which several may share. */
type Holders = (track: Tracker, type: XdsType, name: string) => readonly ProxyId[];

function holdersIn(graph: Graph, before: EnvoyResources, inputs: PatchInputs): Holders {
  const byCluster = graph.index('envoy/reaches-by-cluster', inputs.backendReaches, ({ use }) => [
    clusterKey(use),
  ]);
  const bySecret = graph.index('envoy/reaches-by-secret', inputs.certificateReaches, ({ certificate }) => [
    secretName(certificate),
  ]);
  const byAssignment = graph.index(
    'envoy/clusters-by-assignment',
    before.clusters,
    ({ assignment, assignmentKey }) => (assignment === undefined ? [] : [assignmentKey ?? assignment]),
  );
  const ofCluster = (track: Tracker, name: string) =>
    track.fetchAll(byCluster, name).map(({ proxy }) => proxy);
  return (track, type, name) => {
    switch (type) {
      case 'cluster':
        return ofCluster(track, name);
      case 'endpoints':
        return track.fetchAll(byAssignment, name).flatMap(cluster => ofCluster(track, keyOf(cluster)));
      case 'secret':
        return track.fetchAll(bySecret, name).map(({ proxy }) => proxy);
      case 'listener':
      case 'route':
      case 'virtualHost':
      case 'hostname':
        return [];
    }
  };
}

/** Whoever may patch one gateway may not patch another: a resource that is not the gateway's alone stays as it is. */
function isAlone(patch: XdsPatch, type: XdsType, name: string, holders: Holders, track: Tracker): boolean {
  if (type === 'listener' || type === 'route' || type === 'virtualHost')
    return name.startsWith(`${patch.proxy}/`);
  return holders(track, type, name).every(proxy => proxy === patch.proxy);
}

function lookupIn(graph: Graph, before: EnvoyResources, inputs: PatchInputs): NameLookup {
  const gateways = graph.index<Gateway>('envoy/gateways-by-proxy', inputs.gateways, ({ id }) => [id]);
  const attachments = graph.index<Attachment>(
    'envoy/attachments-by-route',
    inputs.attachments,
    ({ route }) => (route === undefined ? [] : [route.origin]),
  );
  const hosts = graph.index('envoy/virtual-hosts-by-table', before.virtualHosts, host => [
    keyOf(host).slice(0, keyOf(host).lastIndexOf('/')),
  ]);
  const clusters = graph.index('envoy/clusters-by-name', before.clusters, ({ name }) => [name]);
  return {
    gateway: (track, { proxy }) => track.fetchAll(gateways, proxy)[0],
    attachments: (track, route) => track.fetchAll(attachments, route),
    virtualHosts: (track, table) => track.fetchAll(hosts, table).map(keyOf).sort(),
    assignments: (track, cluster) =>
      track.fetchAll(clusters, cluster).flatMap(({ assignment }) => assignment ?? []),
  };
}
