import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { type ProxyIdentity, proxyId, proxyIdentity } from './proxy-id.ts';

/** Short, and of few letters, so that different identities often come close to one another. */
const name = fc.stringMatching(/^[ab]([-.ab]{0,4}[ab])?$/);
const plain = { noNullPrototype: true };
const identity: fc.Arbitrary<ProxyIdentity> = fc.oneof(
  fc.record({ kind: fc.constant('gateway' as const), namespace: name, name }, plain),
  fc.record({ kind: fc.constant('gateway-class' as const), name }, plain),
  fc.record({ kind: fc.constant('sidecar' as const), mesh: name, dataplane: name }, plain),
);
const runs = { numRuns: 5_000 };

it('distinct identities have distinct ids', () => {
  fc.assert(
    fc.property(fc.array(identity, { minLength: 2, maxLength: 50 }), identities => {
      const distinct = new Set(identities.map(i => JSON.stringify(i)));
      assert.equal(new Set(identities.map(proxyId)).size, distinct.size);
    }),
    { numRuns: 500 },
  );
});

it('an id says whose it is', () => {
  fc.assert(
    fc.property(identity, one => assert.deepEqual(proxyIdentity(proxyId(one)), one)),
    runs,
  );
});

it('a gateway default/edge, a class edge and a sidecar default.edge are three', () => {
  assert.equal(proxyId({ kind: 'gateway', namespace: 'default', name: 'edge' }), 'default/edge');
  assert.equal(proxyId({ kind: 'gateway-class', name: 'edge' }), 'edge');
  assert.equal(proxyId({ kind: 'sidecar', mesh: 'default', dataplane: 'edge' }), 'default.edge');
  assert.equal(proxyId({ kind: 'sidecar', mesh: 'default', dataplane: 'edge.shop' }), 'default.edge.shop');
});

it('what names no proxy has no identity', () => {
  for (const id of ['', '/', '.', 'default/', '/edge', 'a/b/c', 'default.', '.edge', 'a./']) {
    assert.equal(proxyIdentity(id), undefined, id);
  }
});
