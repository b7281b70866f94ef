import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { freePort } from '#lib/testing/free-port.ts';
import type { FilterFacets, HttpRule } from '#model';
import { walkRequest, walkViews } from '#walk';
import { filterNeeds } from '../src/envoy/filters/index.ts';
import { envoyFilterOf, filterOrder } from '../src/walk/filters/index.ts';
import { cases, fill, fixedValues } from './harness/cases.ts';
import { ask } from './harness/client.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { runGateway } from './harness/running-gateway.ts';
import { startUpstreams } from './harness/upstreams.ts';

const paths = 400;
const parts = [
  ...['/', '//', '\\', '.', '..', '%2e', '%2E', '..;', '.;a', ';', ';b=c', '%3b', '%2f', '%5C', '?', '='],
  ...['x', '%', '%4', '%25', '%41', '%00', '%7F', '%c3', '%7e', '^', '|', "'", '"', '<', '{', '`', '[', '@'],
];

function manifests(port: number, backend: string | number | undefined): string {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: fairlead, listeners: [{name: http, port: ${port}, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: everything}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: a}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${backend}}}]}
`;
}

describe('walks', () => {
  it('bring any path into the form in which a real Envoy sends it on', async () => {
    const upstreams = await startUpstreams();
    const port = await freePort();
    const text = manifests(port, upstreams.values.a);
    const gateway = await runGateway({ 'all.yaml': text });
    try {
      const { gateways, attachments } = gateway.controlPlane.pipeline.translation;
      const [view] = walkViews(
        [...gateways.entries()].map(([, g]) => g),
        [...attachments.entries()].map(([, a]) => a),
      ).values();
      assert.ok(view);
      const anyPath = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 8 });
      const seed = Math.floor(Math.random() * 2 ** 31);
      for (const some of fc.sample(anyPath, { numRuns: paths, seed })) {
        const path = `/${some.join('')}`;
        const { outcome } = walkRequest(view, {
          port,
          method: 'GET',
          authority: 'any.test',
          path,
          headers: [],
        });
        const said =
          outcome.kind === 'answered'
            ? { status: outcome.status, at: outcome.location }
            : { status: 200, at: outcome.kind === 'forwarded' ? outcome.shares[0]?.path : undefined };
        const { status, seen, headers } = await ask({ plain: port, secure: 0 }, { host: 'any.test', path });
        assert.deepEqual(said, { status, at: seen?.path ?? headers.location }, `${path} (seed ${seed})`);
      }
    } finally {
      await gateway.close();
      await upstreams.close();
    }
  });

  it('meet filters in the order in which they stand in the chain', () => {
    const values = { ...fixedValues, ...makeKeyPair() };
    // What is served in meshes alone stands where every field of every kind is written.
    const fields = readFileSync(new URL('./read-fields.yaml', import.meta.url), 'utf8');
    const rules = [...cases().map(({ input }) => input), fields].flatMap(text => {
      const { attachments, mesh } = evaluate(fill(text, values)).pipeline.translation;
      return [...attachments.entries(), ...mesh.attachments.entries()].flatMap(([, a]) =>
        a.kind === 'http' ? (a.route?.rules ?? []) : [],
      );
    });
    const rankOf = (filter: keyof FilterFacets): number => {
      const has = rules.find(rule => rule[filter] !== undefined);
      assert.ok(has, `no story has ${filter}`);
      const alone: HttpRule = {
        matches: [],
        action: { kind: 'forward', forwarding: { destinations: [], mirrors: [] } },
        [filter]: has[filter],
      };
      const needs = filterNeeds(alone, 'group/Kind/local/namespace/name');
      // One of a policy's own is named after it, and one that Envoy has twice is told apart.
      const need = needs.find(({ instance }) =>
        [instance, instance.split('/')[0]].includes(envoyFilterOf(filter)),
      );
      assert.ok(need, `${filter} is not a filter`);
      return need.rank;
    };
    const ranks = filterOrder.map(rankOf);
    assert.deepEqual(
      ranks,
      [...ranks].sort((a, b) => a - b),
      filterOrder.join(', '),
    );
  });
});
