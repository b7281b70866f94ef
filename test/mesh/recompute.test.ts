import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Collection } from '#graph';
import type { XdsResource } from '#lib/xds-resource.ts';
import { resourcesByProxy } from '../../src/main/evaluation.ts';
import { handFed } from '../../src/main/testing/hand-fed.ts';
import { ownMachine } from '../harness/evaluation.ts';

const dataplane = (n: number, port = 8080, reaches = [n + 1, n + 2]) => `
type: Dataplane
mesh: default
name: dp-${n}
labels: {app: s-${n}}
networking:
  address: 10.0.0.${n % 250}
  inbound: [{name: web, port: ${port}, protocol: http}]
  transparentProxying:
    reachableBackends: {refs: [${reaches.map(s => `{kind: MeshService, name: s-${s}}`).join(', ')}]}
`;
const service = (n: number, labels = '{}') => `
type: MeshService
mesh: default
name: s-${n}
labels: ${labels}
spec: {selector: {dataplaneLabels: {matchLabels: {app: s-${n}}}}, ports: [{name: web, port: 80, targetPort: web, appProtocol: http}]}
`;

/** A mesh of so many services, each served by one workload, which reaches two others. */
function mesh(size: number) {
  const ran: string[] = [];
  const changed: string[] = [];
  const fed = handFed({ ...ownMachine, allowsPatches: false }, { onRun: name => ran.push(name) });
  const numbers = Array.from({ length: size }, (_, i) => i);
  fed.put(numbers.flatMap(n => [service(n), dataplane(n)]).join('---'));
  for (const collection of Object.values<Collection<XdsResource>>({ ...fed.pipeline.resources }))
    collection.subscribe(changes => {
      for (const { before, after } of changes) {
        const one = after ?? before;
        if (one !== undefined) changed.push(`${one.type} ${one.name}`);
      }
    });
  return {
    fed,
    edit: (text: string) => {
      ran.length = 0;
      changed.length = 0;
      fed.put(text);
      return { ran: [...ran].sort(), changed: [...changed].sort() };
    },
  };
}

const edits: Readonly<Record<string, string>> = {
  'an endpoint that moves': dataplane(7, 8081),
  'a service that comes': service(1_000),
  'a workload that comes': dataplane(1_000, 8080, [3, 4]),
  'a reference that changes': dataplane(7, 8080, [9]),
  'a label of a service': service(7, '{team: shop}'),
};

describe('work in a mesh follows the change, not the size', () => {
  for (const [what, text] of Object.entries(edits)) {
    it(`${what} runs in a mesh of a hundred what it runs in one of twenty`, () => {
      const [small, large] = [mesh(20), mesh(100)].map(one => one.edit(text));
      assert.ok((small?.ran.length ?? 0) > 0);
      assert.deepEqual(large, small);
    });
  }

  it('an endpoint that moves changes one assignment of those who call it, and what is the workload’s own', () => {
    const { changed } = mesh(20).edit(dataplane(7, 8081));
    assert.deepEqual(
      changed.filter(name => !name.includes('dp-7')),
      ['endpoints meshservice~kuma~io/local/default/s-7/80/http2'],
    );
  });

  it('what a workload is told has the same bytes, however many services it does not reach', () => {
    const told = (size: number) => {
      const resources = resourcesByProxy(mesh(size).fed.pipeline).get('default.dp-3' as never) ?? [];
      return resources.map(({ type, name, version }) => `${type} ${name} ${version}`).sort();
    };
    assert.ok(told(20).length > 10);
    assert.deepEqual(told(300), told(20));
  });
});
