import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createGraph } from '#graph';
import { proxyId, type ReachablePort, type ReachDeclaration, type ServiceSelector } from '#model';
import { declares, reachSetName } from './reach-declaration.ts';
import { reachSets } from './reach-sets.ts';

function build() {
  const ran: string[] = [];
  const graph = createGraph({ onRun: collection => ran.push(collection) });
  const proxies = graph.source<ReachDeclaration>('proxies');
  const services = graph.source<ReachablePort>('services');
  return { graph, ran, proxies, services, reach: reachSets(graph, proxies, services) };
}

type Built = ReturnType<typeof build>;

const sidecar = (dataplane: string) => proxyId({ kind: 'sidecar', mesh: 'm', dataplane });
const of = 'MeshService';
const everything: ReachDeclaration = { mesh: 'm', services: [{ kind: 'all', of }], policies: [] };
const service = (name: string, labels: Record<string, string> = {}): ReachablePort => ({
  mesh: 'm',
  kind: of,
  name,
  labels,
  port: 80,
});

const few = fc.constantFrom('a', 'b', 'c');
const labels = fc.dictionary(fc.constantFrom('k', 'l'), few, { maxKeys: 2 });
const kinds = fc.constantFrom('MeshService' as const, 'ServiceTag' as const);
const port = { port: fc.constantFrom('80', 'http') };
const some = { requiredKeys: ['kind' as const, 'of' as const] };
const selector: fc.Arbitrary<ServiceSelector> = fc.oneof(
  fc.record({ kind: fc.constant('all' as const), of: kinds, ...port }, some),
  fc.record(
    { kind: fc.constant('named' as const), of: kinds, name: few, namespace: few, ...port },
    { requiredKeys: ['kind', 'of', 'name'] },
  ),
  fc.record(
    { kind: fc.constant('labelled' as const), of: kinds, labels, ...port },
    { requiredKeys: ['kind', 'of', 'labels'] },
  ),
);
const reachable: fc.Arbitrary<ReachablePort> = fc.record(
  {
    mesh: fc.constantFrom('m', 'n'),
    kind: kinds,
    name: few,
    namespace: few,
    labels,
    port: fc.constantFrom(80, 81),
    portName: fc.constantFrom('http', 'admin'),
    admissions: fc.subarray(['x', 'y', 'z']),
  },
  { requiredKeys: ['mesh', 'kind', 'name', 'labels', 'port'] },
);
const mesh = fc.constantFrom('m', 'n');
const declaration: fc.Arbitrary<ReachDeclaration> = fc.record(
  {
    mesh,
    services: fc.array(selector, { maxLength: 3 }),
    policies: fc.array(few, { maxLength: 1 }),
    admissions: fc.subarray(['x', 'y', 'z']),
  },
  { requiredKeys: ['mesh', 'services', 'policies'] },
);
const edit = fc.oneof(
  fc.record({ proxy: few, declaration: fc.option(declaration, { nil: undefined }) }),
  fc.record({
    service: fc.constantFrom('1', '2', '3', '4'),
    value: fc.option(reachable, { nil: undefined }),
  }),
);
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function apply({ proxies, services }: Built, edit: Edit): void {
  if ('proxy' in edit) {
    const proxy = sidecar(edit.proxy);
    if (edit.declaration === undefined) proxies.delete(proxy);
    else proxies.set(proxy, edit.declaration);
  } else if (edit.value === undefined) services.delete(edit.service);
  else services.set(edit.service, edit.value);
}

const sorted = (entries: Iterable<readonly [string, unknown]>) =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
const stateOf = ({ reach }: Built) => ({
  sets: [...reach.sets.entries()].map(([name]) => name).sort(),
  members: sorted(reach.members.entries()),
});

describe('reach sets', () => {
  it('after any edits equal a fresh build, and hold for each proxy what its declaration selects', () => {
    fc.assert(
      fc.property(fc.array(fc.array(edit, { maxLength: 4 }), { maxLength: 12, size: 'max' }), batches => {
        const built = build();
        for (const edits of batches) {
          built.graph.batch(() => {
            for (const one of edits) apply(built, one);
          });
          const fresh = build();
          for (const [key, value] of built.proxies.entries()) fresh.proxies.set(key, value);
          for (const [key, value] of built.services.entries()) fresh.services.set(key, value);
          assert.deepEqual(stateOf(built), stateOf(fresh));
          const members = [...built.reach.members.entries()].map(([, member]) => member);
          for (const [, declaration] of built.proxies.entries()) {
            const name = reachSetName(declaration);
            const reached = members.filter(({ set }) => set === name).map(one => one.service);
            const selected = [...built.services.entries()].filter(([, one]) => declares(declaration, one));
            assert.deepEqual(reached.sort(), selected.map(([name]) => name).sort());
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are shared by all proxies that declare the same, in whatever order they say it', () => {
    const { proxies, reach } = build();
    const labelled = { kind: 'labelled', of, labels: { k: 'a', l: 'b' } } as const;
    const named = { kind: 'named', of, name: 'a' } as const;
    const declare = (name: string, ...services: ServiceSelector[]) =>
      proxies.set(sidecar(name), { ...everything, services });
    declare('one', labelled, named);
    declare('two', named, { kind: 'labelled', of, labels: { l: 'b', k: 'a' } }, named);
    assert.equal(reach.sets.size, 1);
    declare('three', { kind: 'all', of });
    declare('four', { kind: 'labelled', of, labels: {} });
    assert.equal(reach.sets.size, 2);
    proxies.delete(sidecar('one'));
    assert.equal(reach.sets.size, 2);
    proxies.delete(sidecar('two'));
    assert.equal(reach.sets.size, 1);
  });

  it('are apart for proxies that a policy treats differently', () => {
    const shaped = { ...everything, policies: ['slow'] };
    assert.notEqual(reachSetName(everything), reachSetName(shaped));
  });

  it('cost a service that comes the sets that it is in, and a proxy that joins one itself', () => {
    const { graph, ran, proxies, services, reach } = build();
    graph.batch(() => {
      for (let i = 0; i < 100; i++) services.set(`${i}`, service(`${i}`, { team: `t${i % 10}` }));
      for (let i = 0; i < 500; i++) {
        const team = { kind: 'labelled', of, labels: { team: `t${i % 10}` } } as const;
        const proxy = sidecar(`${i}`);
        const declaration = i % 2 === 0 ? everything : { ...everything, services: [team] };
        proxies.set(proxy, declaration);
      }
    });
    assert.equal(reach.sets.size, 6);
    ran.length = 0;
    services.set('new', service('new', { team: 't1' }));
    assert.deepEqual(ran, ['reach/set-members', 'reach/set-members']);
    ran.length = 0;
    proxies.set(sidecar('new'), everything);
    assert.deepEqual(ran, ['reach/sets']);
  });
});
