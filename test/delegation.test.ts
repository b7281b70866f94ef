import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectable } from '../src/server/testing/introspection-over.ts';
import { evaluate } from './harness/evaluation.ts';
import { gatewayOn } from './harness/manifests.ts';

const edge = `${gatewayOn(8080)}---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: shop}
spec: {static: {hosts: [{host: 10.0.0.1, port: 80}]}}
`;
const toEverybody = '{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: all, name: "*"}';
const route = (name: string, spec: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}}
spec: ${spec}
`;

describe('rules that go on in other routes', () => {
  it('are shown by the way that a request takes, down to the route that has it', () => {
    const { introspection } = inspectable(
      [
        edge,
        route(
          'root',
          `{parentRefs: [{name: edge}], rules: [{name: team, matches: [{path: {value: /team}}], backendRefs: [${toEverybody}]}]}`,
        ),
        route(
          'child',
          '{rules: [{matches: [{path: {value: /team/a}}], backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: shop}]}]}',
        ),
      ].join('---'),
    );
    const explained = introspection.explainRequest({
      method: 'GET',
      url: 'http://www.test:8080/team/a',
      headers: [],
    });
    assert.ok(!('problem' in explained));
    const taken = explained.walks[0]?.taken;
    assert.equal(taken?.route, 'httproute/default/child');
    assert.deepEqual(
      taken?.through?.map(({ route, path, name }) => [route, path, name]),
      [['httproute/default/root', 'spec.rules[0]', 'team']],
    );
  });

  it('lead nowhere where all go on in all, and nobody waits for that to be found out', () => {
    const everybody = Array.from({ length: 400 }, (_, n) =>
      route(
        `r-${n}`,
        n === 0
          ? `{parentRefs: [{name: edge}], rules: [{backendRefs: [${toEverybody}]}]}`
          : `{rules: [{backendRefs: [${toEverybody}]}]}`,
      ),
    );
    const beside = route(
      'beside',
      '{parentRefs: [{name: edge}], hostnames: [own.test], rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: shop}]}]}',
    );
    const began = performance.now();
    const { pipeline } = evaluate([edge, ...everybody, beside].join('---'));
    assert.ok(performance.now() - began < 10_000);
    const findings = [...pipeline.status.findings.entries()].flatMap(([key, found]) =>
      found.map(({ message }) => `${key.split('/').at(-1)} ${message}`),
    );
    assert.ok(
      findings.some(text => /^r-1 more ways lead here/.test(text)),
      findings.slice(0, 5).join('\n'),
    );
    assert.ok(!findings.some(text => text.startsWith('beside')));
  });

  it('take a child along when it comes, changes and goes, and answer 500 without', () => {
    const parent = route(
      'root',
      `{parentRefs: [{name: edge}], rules: [{matches: [{path: {value: /team}}], backendRefs: [${toEverybody}]}]}`,
    );
    const child = (path: string) =>
      route(
        'child',
        `{rules: [{matches: [{path: {value: ${path}}}], backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: shop}]}]}`,
      );
    const edited = evaluate([edge, parent].join('---'));
    const alone = edited.outcome();
    edited.put(child('/team/a'));
    assert.deepEqual(edited.outcome(), evaluate([edge, parent, child('/team/a')].join('---')).outcome());
    edited.put(child('/other'));
    assert.deepEqual(edited.outcome(), evaluate([edge, parent, child('/other')].join('---')).outcome());
    edited.remove('gateway.networking.k8s.io/HTTPRoute/local/default/child');
    assert.deepEqual(edited.outcome(), alone);
  });
});
