import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import yaml from 'js-yaml';
import { fixedValues, storyDocuments } from './harness/cases.ts';
import { bootstrapsOf, evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

const innocent = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: innocent, namespace: innocent}
spec:
  gatewayClassName: fairlead
  listeners: [{name: http, protocol: HTTP, port: 80}]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: innocent, namespace: innocent}
spec: {endpoints: [{ip: {address: 10.0.0.1, port: 80}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: innocent, namespace: innocent}
spec:
  parentRefs: [{name: innocent}]
  hostnames: [innocent.test]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: innocent}]}]
`;

const documents = storyDocuments({ ...fixedValues, ...makeKeyPair() });

/** Values that parsers, comparisons and encoders trip over. */
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    65536,
    1e21,
    Number.NaN,
    '',
    ' ',
    '/',
    '*',
    '*.',
    '..',
    '%',
    '\0',
    '\r\nx: y',
    '\ud800',
    'a'.repeat(5000),
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '[::1]',
    '((a{1000}){1000})',
    '(?=x)',
    '\\',
    '$1',
    '10.0.0.1/8',
    '99999h',
    '-1s',
  ),
  fc.constantFrom(
    {},
    [],
    [[]],
    { __proto__: null },
    { length: -1 },
    Array.from({ length: 300 }, (_, i) => i),
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);

const anyDocument = fc
  .tuple(
    fc.nat(documents.length - 1),
    fc.array(fc.tuple(fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), nasty), { maxLength: 4 }),
  )
  .map(([i, changes]) => {
    const copy = structuredClone(documents[i]);
    for (const [picks, value] of changes) replaceAt(copy, picks, value);
    return copy;
  });

function replaceAt(document: unknown, picks: readonly number[], value: unknown): void {
  let at = document;
  for (const [depth, pick] of picks.entries()) {
    if (typeof at !== 'object' || at === null) return;
    const holder = at as Record<string, unknown>;
    const keys = Object.keys(holder);
    const key = keys[pick % Math.max(keys.length, 1)];
    if (key === undefined) return;
    if (depth === picks.length - 1) holder[key] = value;
    at = holder[key];
  }
}

describe('hostile documents', () => {
  it('crash nothing, and change no byte of what is not theirs', () => {
    const alone = evaluate(innocent).outcome();
    const own = 'innocent/innocent';
    fc.assert(
      fc.property(fc.array(anyDocument, { minLength: 1, maxLength: 8 }), hostile => {
        const evaluation = evaluate(innocent);
        for (const document of hostile) {
          const named = document as { metadata?: { namespace?: string } };
          // Its author may write anything but another's objects.
          if (named.metadata?.namespace === 'innocent') continue;
          evaluation.put(yaml.dump(document, { skipInvalid: true }));
        }
        const beside = evaluation.outcome();
        assert.deepEqual(beside.proxies[own], alone.proxies[own]);
        assert.doesNotThrow(() => JSON.stringify(bootstrapsOf(evaluation)));
      }),
      { numRuns: 400 },
    );
  });
});
