import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createGraph } from '#graph';
import { mergeSettings } from '#lib/merge-settings.ts';
import { localZone } from '#lib/resource-ref.ts';
import { classedKey, proxyId, type ReachablePort, type Sidecar } from '#model';
import { decodeResource, isMeshPolicy } from '#resources';
import { indexCallablePorts } from '../mesh/called-port.ts';
import type { PlacedPort } from '../mesh/service-places.ts';
import { calledItems, wayKey } from './called-items.ts';
import { inboundKey, inboundMeanings, itemsAtInbounds } from './inbound-meanings.ts';
import { isCalled } from './is-called.ts';
import { matchedInbounds } from './match-proxy.ts';
import { meshCollectors } from './mesh-collector.ts';
import { inOrder, itemsOf, type PolicyItem } from './policy-item.ts';
import { matchedProxy, proxyClasses } from './proxy-classes.ts';
import type { TelemetryBackend } from './telemetry-backends.ts';

interface Written {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly targetRef?: object;
  readonly to?: readonly object[];
  readonly from?: readonly object[];
  readonly rules?: readonly object[];
}

function timeout({ name = 'p', labels = {}, ...spec }: Written): readonly PolicyItem[] {
  const { resource, findings } = decodeResource({ type: 'MeshTimeout', mesh: 'default', name, labels, spec });
  assert(resource !== undefined && isMeshPolicy(resource), JSON.stringify(findings));
  return itemsOf(resource);
}

const to = (targetRef: object, seconds: number) => ({
  targetRef,
  default: { http: { requestTimeout: `${seconds}s` } },
});
const everything = { kind: 'Mesh' };

const backend: ReachablePort = {
  mesh: 'default',
  kind: 'MeshService',
  name: 'backend',
  labels: { 'kuma.io/display-name': 'backend', team: 'x' },
  port: 80,
  portName: 'main',
};

const inbound = (name: string, port: number, tags: Readonly<Record<string, string>>) => ({
  ...{ name, port, tags, address: '10.0.0.1', serviceAddress: '10.0.0.1', servicePort: port },
  protocol: 'http' as const,
  isReady: true,
});
const web: Sidecar = {
  id: proxyId({ kind: 'sidecar', mesh: 'default', dataplane: 'web-1' }),
  origin: 'kuma.io/Dataplane/local/default/web-1',
  mesh: 'default',
  name: 'web-1',
  zone: localZone,
  address: '10.0.0.1',
  labels: { app: 'web', 'kuma.io/display-name': 'web-1' },
  inbounds: [
    inbound('main', 8080, { 'kuma.io/service': 'web', version: 'v1' }),
    inbound('9090', 9090, { 'kuma.io/service': 'web-admin' }),
  ],
  outbounds: [],
};

/** Lays what tells the items of a sidecar, as it is laid in whole. */
function lay(items: readonly PolicyItem[], sidecar: Sidecar, destination: ReachablePort) {
  const graph = createGraph();
  const said = graph.source<PolicyItem>('items');
  const sidecars = graph.source<Sidecar>('sidecars');
  const ports = graph.source<PlacedPort>('ports');
  const classes = proxyClasses(graph, said, sidecars);
  const called = calledItems(graph, said, ports, classes);
  const ofWays = graph.map('ways', called.ways, (way, _key, track) => called.itemsOf(way, track));
  const addresses = { allowed: new Set<never>(), socketDirectories: [], refusedSockets: [] };
  const atInbounds = inboundMeanings(graph, itemsAtInbounds(graph, said, classes), sidecars, {
    addresses,
    collectors: meshCollectors(indexCallablePorts(graph, ports), {
      byMesh: graph.index('backends', graph.source<TelemetryBackend>('none'), () => []),
    }),
  });
  graph.batch(() => {
    for (const [i, item] of items.entries()) said.set(String(i), item);
    sidecars.set('web', sidecar);
    const port = { ...destination, origin: '', addressedBy: '', backend: 'port', protocol: 'http' } as const;
    ports.set('port', { ...port, created: '' });
  });
  return { classes, called, ofWays, atInbounds };
}

/** The items that hold for what a sidecar calls at a destination, in order. */
function toldItems(items: readonly PolicyItem[], sidecar: Sidecar, destination: ReachablePort) {
  const { classes, called, ofWays } = lay(items, sidecar, destination);
  const { policies = [] } = classes.classOf.get('web') ?? {};
  const way = called.classed.get(classedKey(policies, 'port'));
  return (way === undefined ? called.common.get('port') : ofWays.get(wayKey(way))) ?? [];
}

const requestTimeout = (items: readonly PolicyItem[]) =>
  (mergeSettings(items.map(({ settings }) => settings)) as { http?: { requestTimeout?: number } } | undefined)
    ?.http?.requestTimeout;

function holdsFor(items: readonly PolicyItem[], proxy = web, destination = backend): number | undefined {
  return requestTimeout(toldItems(items, proxy, destination));
}

test('of what is said of all and of one service, the latter holds', () => {
  const items = timeout({ to: [to({ kind: 'MeshService', name: 'backend' }, 2), to(everything, 3)] });
  assert.equal(holdsFor(items), 2000);
  assert.equal(holdsFor(items, web, { ...backend, name: 'other', labels: {} }), 3000);
});

test('what is said of some proxies goes before what is said of all, whatever they call', () => {
  const items = [
    ...timeout({ name: 'all', to: [to({ kind: 'MeshService', name: 'backend' }, 2)] }),
    ...timeout({
      name: 'one',
      targetRef: { kind: 'Dataplane', labels: { app: 'web' } },
      to: [to(everything, 7)],
    }),
  ];
  assert.equal(holdsFor(items), 7000);
  assert.equal(holdsFor(items, { ...web, labels: {} }), 2000);
});

test('a port goes before its service, and a service before the mesh', () => {
  const items = timeout({
    to: [
      to({ kind: 'MeshService', name: 'backend', sectionName: 'main' }, 1),
      to({ kind: 'MeshService', labels: { team: 'x' } }, 2),
      to(everything, 3),
    ],
  });
  assert.equal(holdsFor(items), 1000);
  assert.equal(holdsFor(items, web, { ...backend, portName: 'other' }), 2000);
  // Its number is the name of a port only where it has no other.
  const byNumber = timeout({ to: [to({ kind: 'MeshService', name: 'backend', sectionName: '80' }, 9)] });
  assert.equal(holdsFor(byNumber), undefined);
  const { portName: _, ...unnamed } = backend;
  assert.equal(holdsFor(byNumber, web, unnamed), 9000);
});

test('of two equals the one whose name sorts first holds, and within one the later item', () => {
  const items = [
    ...timeout({ name: 'a', to: [to(everything, 1), to(everything, 2)] }),
    ...timeout({ name: 'b', to: [to(everything, 3)] }),
  ];
  assert.equal(holdsFor(items), 2000);
});

test('a zone goes before the global control plane, and its owner before its users and those before the system', () => {
  const from = (name: string, labels: Readonly<Record<string, string>>, seconds: number) =>
    timeout({ name, labels, to: [to(everything, seconds)] });
  assert.equal(
    holdsFor([
      ...from('z', { 'kuma.io/origin': 'zone' }, 1),
      ...from('a', { 'kuma.io/origin': 'global' }, 2),
      ...from('b', {}, 3),
    ]),
    1000,
  );
  assert.equal(
    holdsFor([
      ...from('a', { 'kuma.io/policy-role': 'producer' }, 1),
      ...from('b', {}, 2),
      ...from('z', { 'kuma.io/policy-role': 'consumer' }, 3),
    ]),
    3000,
  );
});

test('Dataplanes by labels, by name, and by an inbound go before each other in this order', () => {
  const of = (name: string, ref: object, seconds: number) =>
    timeout({ name, targetRef: { kind: 'Dataplane', ...ref }, to: [to(everything, seconds)] });
  const [all, labelled, named, inbound] = [
    of('a', {}, 1),
    of('b', { labels: { app: 'web' } }, 2),
    of('c', { name: 'web-1' }, 3),
    of('d', { labels: { app: 'web' }, sectionName: '8080' }, 4),
  ];
  assert.equal(holdsFor([...all, ...labelled]), 1000, 'the number of labels does not count');
  assert.equal(holdsFor([...all, ...labelled, ...named]), 3000);
  assert.equal(holdsFor([...all, ...labelled, ...named, ...inbound]), 4000);
});

test('the old forms name proxies by the tags of their inbounds', () => {
  const named = (targetRef: object) => {
    const [item] = timeout({ targetRef, from: [to(everything, 1)] });
    return item && matchedInbounds(item, matchedProxy(web))?.map(({ name }) => name);
  };
  assert.deepEqual(named({ kind: 'MeshSubset', tags: { version: 'v1' } }), ['main']);
  assert.deepEqual(named({ kind: 'MeshSubset', tags: { 'kuma.io/service': '*' } }), ['main', '9090']);
  assert.deepEqual(named({ kind: 'MeshService', name: 'web-admin' }), ['9090']);
  assert.deepEqual(named({ kind: 'MeshServiceSubset', name: 'web', tags: { version: 'v2' } }), undefined);
  assert.deepEqual(named({ kind: 'Dataplane', sectionName: '9090' }), ['9090']);
  assert.deepEqual(named({ kind: 'Mesh', proxyTypes: ['Gateway'] }), undefined);
});

test('a policy is about its own mesh alone', () => {
  const items = timeout({ to: [to(everything, 1)] });
  assert.equal(holdsFor(items, web, { ...backend, mesh: 'other' }), undefined);
  assert.equal(holdsFor(items), 1000);
});

test('a service of the old sort is meant by its tag, and on Kubernetes an object by the tag that it had', () => {
  const tag = { ...backend, kind: 'ServiceTag', labels: {} } as const;
  assert.equal(holdsFor(timeout({ to: [to({ kind: 'MeshService', name: 'backend' }, 4)] }), web, tag), 4000);
  const legacy = timeout({ to: [to({ kind: 'MeshService', name: 'backend_shop_svc_80' }, 5)] });
  assert.equal(holdsFor(legacy, web, { ...backend, namespace: 'shop' }), 5000);
  assert.equal(holdsFor(legacy, web, { ...backend, namespace: 'other' }), undefined);
});

test('what comes in is said of the inbounds that a policy is about', () => {
  const items = [
    ...timeout({ name: 'all', rules: [{ default: { http: { requestTimeout: '1s' } } }] }),
    ...timeout({
      name: 'one',
      targetRef: { kind: 'Dataplane', name: 'web-1', sectionName: 'main' },
      rules: [{ default: { http: { requestTimeout: '2s' } } }],
    }),
  ];
  const { atInbounds } = lay(items, web, backend);
  const at = (name: string) => atInbounds.get(inboundKey('web', name))?.route?.timeouts?.request;
  assert.equal(at('main'), 2000);
  assert.equal(at('9090'), 1000);
});

test('maps are merged, lists replaced, and lists that append add up', () => {
  assert.deepEqual(
    mergeSettings<object>([
      { a: { b: 1, c: 2 }, list: [1], appendMatch: [1], deep: { appendProfiles: ['x'] } },
      { a: { c: 3 }, list: [2], appendMatch: [2], deep: { appendProfiles: ['y'] } },
    ]),
    { a: { b: 1, c: 3 }, list: [2], appendMatch: [1, 2], deep: { appendProfiles: ['x', 'y'] } },
  );
});

// What follows holds for any policies.

const targets = fc.oneof(
  fc.constant({ kind: 'Mesh' }),
  fc.constantFrom('Sidecar', 'Gateway').map(type => ({ kind: 'Mesh', proxyTypes: [type] })),
  fc.constantFrom(
    { kind: 'Dataplane' },
    { kind: 'Dataplane', labels: { app: 'web' } },
    { kind: 'Dataplane', name: 'web-1' },
    { kind: 'Dataplane', name: 'web-1', sectionName: 'main' },
    { kind: 'MeshSubset', tags: { version: 'v1' } },
    { kind: 'MeshService', name: 'web' },
    { kind: 'MeshServiceSubset', name: 'web', tags: { version: 'v1' } },
  ),
);
const destinations = fc.constantFrom(
  { kind: 'Mesh' },
  { kind: 'MeshService', name: 'backend' },
  { kind: 'MeshService', name: 'backend', sectionName: 'main' },
  { kind: 'MeshService', labels: { team: 'x' } },
  { kind: 'MeshService', name: 'other' },
  { kind: 'MeshExternalService', name: 'backend' },
);
const policy = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  targetRef: targets,
  labels: fc.constantFrom({}, { 'kuma.io/origin': 'zone' }, { 'kuma.io/policy-role': 'consumer' }),
  to: fc.array(
    fc.tuple(destinations, fc.integer({ min: 1, max: 9 })).map(([ref, seconds]) => to(ref, seconds)),
    { minLength: 1, maxLength: 3 },
  ),
});
const policies = fc.uniqueArray(policy, { selector: ({ name }) => name, maxLength: 4 });
const proxies = fc.constantFrom<Sidecar>(
  web,
  { ...web, inbounds: [] },
  { ...web, name: 'web-2', labels: { 'kuma.io/display-name': 'web-2' } },
);

test('told in two steps or at once, the same holds', () => {
  fc.assert(
    fc.property(policies, proxies, (written, proxy) => {
      const items = written.flatMap(timeout);
      const atOnce = inOrder(
        items.filter(
          item => matchedInbounds(item, matchedProxy(proxy)) !== undefined && isCalled(item, backend),
        ),
      );
      assert.deepEqual(toldItems(items, proxy, backend), atOnce);
    }),
  );
});

test('in whatever order policies are read, the same holds', () => {
  fc.assert(
    fc.property(
      policies.chain(written =>
        fc.tuple(fc.constant(written), fc.shuffledSubarray(written, { minLength: written.length })),
      ),
      proxies,
      ([written, shuffled], proxy) => {
        assert.equal(holdsFor(shuffled.flatMap(timeout), proxy), holdsFor(written.flatMap(timeout), proxy));
      },
    ),
  );
});

const settings = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'appendC'), tie('value'), { maxKeys: 3 }),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'appendC'), tie('value'), { maxKeys: 3 }),
})).map;

test('merging some of several before the others makes no difference where fields keep their sort', () => {
  fc.assert(
    fc.property(settings, settings, (a, b) => {
      const [x, y] = [a as object, b as object];
      assert.deepEqual(mergeSettings([x, y, x]), mergeSettings([mergeSettings([x, y]) ?? {}, x]));
      assert.deepEqual(mergeSettings([x]), x);
    }),
  );
});

test('a policy is known by its key', () => {
  const [item] = timeout({ to: [to(everything, 1)] });
  assert.equal(item?.policy, `kuma.io/MeshTimeout/${localZone}/default/p`);
});
