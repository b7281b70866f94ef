import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { makeWorkplace, type Workplace } from '../src/cli/testing/workplace.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type CollectedSpan, type SpanCollector, startSpanCollector } from './harness/span-collector.ts';

const secret = (password: string) => `
apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {.htpasswd: "guest:${password}"}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata: {name: login}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  basicAuth: {users: {name: login}}
`;

describe('the way of a change, over OTLP', () => {
  let place: Workplace;
  let collector: SpanCollector;
  before(async () => {
    place = await makeWorkplace();
    collector = await startSpanCollector();
  });
  after(async () => {
    await place?.close();
    await collector?.close();
  });

  const start = async (name: string, text: string, env: Readonly<Record<string, string>>) => {
    place.write(`${name}/all.yaml`, text);
    const { FAIRLEAD_ENVOY } = process.env;
    const own = FAIRLEAD_ENVOY === undefined ? {} : { FAIRLEAD_ENVOY };
    const up = place.start(['up', name, '--state', `${name}-state`], { env: { ...own, ...env } });
    await up.says(/Envoy is ready/);
    return up;
  };
  const isAbout = (name: string) => (span: CollectedSpan) =>
    span.name === 'change' && JSON.stringify(span.attributes).includes(name);

  it('an edit of a file is one trace, from the notice to what a real Envoy acknowledged', async () => {
    const text = (path: string) =>
      [gatewayOn(port), backend('a', 9), route('shop', 'trace.test', rule(path, 'a'))].join('---');
    const port = await freePort();
    const up = await start('whole', text('/'), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop',
      OTEL_SERVICE_NAME: 'edge-control',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    place.write('whole/all.yaml', text('/more'));
    const spans = await collector.trace(isAbout('httproute/default/shop'));
    const named = (name: string) => {
      const [first, ...others] = spans.filter(span => span.name === name);
      assert.ok(first !== undefined && others.length === 0, `one ${name} in ${JSON.stringify(spans)}`);
      return first;
    };
    const [change, parse, settle, encode, push, acknowledge] = [
      ...['change', 'parse', 'settle', 'encode', 'push', 'acknowledge'],
    ].map(named) as [
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
      CollectedSpan,
    ];
    assert.equal(spans.length, 6);
    assert.equal(change.parentSpanId, undefined);
    for (const one of [parse, settle, push]) assert.equal(one.parentSpanId, change.spanId, one.name);
    assert.equal(encode.parentSpanId, settle.spanId);
    assert.equal(acknowledge.parentSpanId, push.spanId);

    const times = [parse, settle, encode, push, acknowledge].map(span => BigInt(span.startTimeUnixNano));
    assert.deepEqual(
      times,
      times.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    for (const one of spans)
      assert.ok(BigInt(one.endTimeUnixNano) >= BigInt(one.startTimeUnixNano), one.name);
    assert.equal(acknowledge.endTimeUnixNano, change.endTimeUnixNano);
    const lasted = Number(BigInt(change.endTimeUnixNano) - BigInt(change.startTimeUnixNano)) / 1e6;
    assert.ok(lasted < 5_000, `${lasted} ms`);
    assert.ok(Math.abs(Number(BigInt(change.startTimeUnixNano) / 1_000_000n) - Date.now()) < 60_000);

    const said = JSON.stringify(acknowledge.attributes);
    assert.match(said, /"fairlead\.proxy","value":\{"stringValue":"default\/\w+"\}/);
    assert.match(said, /"virtualHost"/);
    assert.equal(collector.resource()['service.name'], 'edge-control');
    assert.deepEqual([...new Set(collector.headers('x-tenant'))], ['shop']);

    const digest = createHash('sha1').update('of nobody’s business').digest('base64');
    place.write('whole/login.yaml', secret(`{SHA}${digest}`));
    await collector.trace(isAbout('secret/default/login'));
    const all = collector.bodies.join();
    assert.ok(!all.includes(digest) && !all.includes(btoa(`guest:{SHA}${digest}`)), 'names alone are told');
    up.child.kill('SIGTERM');
    await up.ended;
  });

  it('what is not sampled is not sent', async () => {
    const before = collector.bodies.length;
    const text = (name: string) => [gatewayOn(port), backend(name, 9)].join('---');
    const port = await freePort();
    const up = await start('unsampled', text('a'), {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_TRACES_SAMPLER: 'always_off',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    place.write('unsampled/all.yaml', text('b'));
    await up.says(/backend\/default\/b .*→/);
    up.child.kill('SIGTERM');
    await up.ended;
    assert.equal(collector.bodies.length, before);
  });

  it('a collector that is not there holds nobody up, and is told of once', async () => {
    const text = (path: string) =>
      [gatewayOn(port), backend('a', 9), route('shop', 'trace.test', rule(path, 'a'))].join('---');
    const port = await freePort();
    const up = await start('alone', text('/'), {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '500',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    place.write('alone/all.yaml', text('/more'));
    await up.says(/httproute\/default\/shop .* acknowledged in/);
    await up.says(/spans cannot be sent: /);
    const asked = Date.now();
    up.child.kill('SIGTERM');
    const { stdout, stderr } = await up.ended;
    assert.ok(Date.now() - asked < 3_000);
    assert.equal((stdout + stderr).match(/spans cannot be sent/g)?.length, 1);
  });
});
