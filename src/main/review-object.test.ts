import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReviewer } from '#inspect';
import { deepEqual } from '#lib/equal.ts';
import type { Fields } from '#lib/fields.ts';
import type { Finding } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeResource } from '#resources';
import { cases, fill, fixedValues } from '../../test/harness/cases.ts';
import { ownMachine } from '../../test/harness/evaluation.ts';
import { makeKeyPair } from '../../test/harness/key-pair.ts';
import { documentsIn, type HandFed, handFed } from './testing/hand-fed.ts';

const controller = 'fairlead.dev/gateway-controller';
const values = { ...fixedValues, ...makeKeyPair() };

function reviewerOf({ graph, pipeline }: HandFed, now = () => 0) {
  return createReviewer({ graph, pipeline, controller, now });
}

/** Everything that is said and sent. */
function stateOf({ pipeline }: HandFed) {
  const { status, resources, members, views } = pipeline;
  const collections = [status.statuses, status.findings, members, views, ...Object.values(resources)];
  return collections.flatMap(one => ('entries' in one ? [Object.fromEntries(one.entries())] : []));
}

const sentences = (findings: readonly Finding[]) =>
  findings.map(({ severity, path, message }) => `${severity} ${path}: ${message}`).sort();

const classes = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: fairlead}
spec: {controllerName: ${controller}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: theirs}
spec: {controllerName: example.com/theirs}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: fairlead, listeners: [{name: http, port: 80, protocol: HTTP}]}
`;

function object(text: string): Fields {
  const [first] = documentsIn(text);
  return first as Fields;
}

const backend = (spec: string) =>
  object(`{apiVersion: fairlead.dev/v1alpha1, kind: Backend, metadata: {name: a}, spec: {${spec}}}`);
const route = (rule: string) =>
  object(
    `{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {parentRefs: [{name: web}], rules: [{${rule}}]}}`,
  );

describe('a review of an object', () => {
  it('finds of every object of every story what check finds, tells nobody and changes nothing', () => {
    for (const story of cases()) {
      const fed = handFed(ownMachine);
      fed.put(fill(story.input, values));
      const review = reviewerOf(fed);
      const before = stateOf(fed);
      let told = 0;
      for (const one of [fed.pipeline.status.findings, fed.pipeline.status.statuses, fed.pipeline.members])
        one.subscribe(() => told++);
      for (const document of documentsIn(fill(story.input, values))) {
        const { ref } = decodeResource(document);
        if (ref === undefined || !('apiVersion' in (document as object))) continue;
        const { refusals, warnings } = review(document as Fields);
        const found = sentences([...refusals, ...warnings]);
        const known = sentences(fed.pipeline.status.findings.get(resourceKey(ref)) ?? []);
        // What is another controller's says nothing.
        if (found.length > 0 || ref.group !== 'gateway.networking.k8s.io')
          assert.deepEqual(found, known, `${story.name}: ${resourceKey(ref)}`);
        assert.deepEqual(sentences(refusals), [], 'what was wrong before is no reason to refuse');
      }
      assert.ok(deepEqual(stateOf(fed), before), story.name);
      assert.equal(told, 0);
    }
  });

  it('refuses what is wrong in the object, and warns of what it refers to', () => {
    const fed = handFed(ownMachine);
    fed.put(classes);
    const review = reviewerOf(fed);
    const wrong = review(backend('endpoints: [{ip: a.test, port: 80}]'));
    assert.equal(wrong.refusals.length, 1);
    assert.match(sentences(wrong.refusals).join(), /spec\.endpoints\[0\]\.ip: must be an IPv4 or IPv6/);
    const forbidden = review(backend('endpoints: [{ip: 169.254.169.254, port: 80}]'));
    assert.deepEqual([forbidden.refusals.length, forbidden.warnings.length], [1, 0]);
    const early = review(route('backendRefs: [{group: fairlead.dev, kind: Backend, name: a}]'));
    assert.deepEqual(
      [early.refusals.length, early.warnings.length],
      [0, 1],
      sentences(early.warnings).join(),
    );
    const elsewhere = review(
      route('backendRefs: [{group: fairlead.dev, kind: Backend, name: a, namespace: other}]'),
    );
    assert.deepEqual([elsewhere.refusals.length, elsewhere.warnings.length], [0, 1]);
    const noBackend = review(route('backendRefs: [{group: apps, kind: Deployment, name: a}]'));
    assert.deepEqual([noBackend.refusals.length, noBackend.warnings.length], [1, 0]);
  });

  it('lets an object that was wrong before be changed, while it gets no worse', () => {
    const fed = handFed(ownMachine);
    fed.put(classes);
    const review = reviewerOf(fed);
    fed.put(JSON.stringify(backend('endpoints: [{ip: a.test, port: 80}, {ip: b.test, port: 80}]')));
    const better = review(backend('endpoints: [{ip: a.test, port: 80}, {ip: 192.0.2.1, port: 80}]'));
    assert.deepEqual([better.refusals.length, better.warnings.length], [0, 1]);
    const worse = review(backend('endpoints: [{ip: a.test, port: 80}, {ip: c.test, port: 80}]'));
    assert.deepEqual([worse.refusals.length, worse.warnings.length], [1, 1]);
  });

  it('says nothing of what is another controller’s, or of no kind that is served', () => {
    const fed = handFed(ownMachine);
    fed.put(classes);
    const review = reviewerOf(fed);
    const nothing = { refusals: [], warnings: [] };
    const spec = 'spec: {gatewayClassName: theirs, listeners: [{name: http, port: 0, protocol: HTTP}]}';
    const gateway = (text: string) =>
      object(`{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: g}, ${text}}`);
    assert.deepEqual(review(gateway(spec)), nothing);
    assert.equal(review(gateway(spec.replace('theirs', 'fairlead'))).refusals.length, 1);
    assert.deepEqual(
      review(object('{apiVersion: fairlead.dev/v9, kind: Backend, metadata: {name: a}}')),
      nothing,
    );
    assert.deepEqual(
      review(object('{apiVersion: kuma.io/v1alpha1, kind: Nobody, metadata: {name: a}}')),
      nothing,
    );
    assert.deepEqual(review({}), nothing);
  });

  it('looks at the object alone where it has looked for too long, and says so', () => {
    const fed = handFed(ownMachine);
    fed.put(classes);
    let now = 0;
    let step = 8_000;
    const review = reviewerOf(fed, () => {
      now += step;
      return now;
    });
    const good = backend('endpoints: [{ip: 192.0.2.1, port: 80}]');
    assert.deepEqual(review(good), { refusals: [], warnings: [] });
    step = 0;
    assert.match(review(good).remarks?.join() ?? '', /busy/);
    assert.equal(review(backend('endpoints: [{ip: a.test, port: 80}]')).refusals.length, 1);
    // Whose it is cannot be told then.
    assert.deepEqual(review(route('backendRefs: [{name: a, port: 80}]')), { refusals: [], warnings: [] });
  });
});
