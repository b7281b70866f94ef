import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const manifests = (port: number, { a, h2 }: Upstreams['values']) => `${gatewayOn(port)}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: a}
spec: {static: {hosts: [{host: 127.0.0.1, port: ${a}}]}}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: collector}
spec: {static: {hosts: [{host: 127.0.0.1, port: ${h2}}]}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.test]
  rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: a}]}]
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: {name: followed}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  internalRedirect: {redirectResponseCodes: [302, 307], responseHeadersToCopy: [X-Backend-Secret]}
`;
const collector =
  'grpcService: {logName: shop, backendRef: {group: gateway.kgateway.dev, kind: Backend, name: collector}}';

describe('what kgateway says of listeners and redirects holds in a real Envoy', () => {
  let upstreams: Upstreams;
  let running: RunningGateway;
  let ports: { readonly plain: number; readonly secure: number };
  before(async () => {
    upstreams = await startUpstreams();
    ports = { plain: await freePort(), secure: await freePort() };
    running = await runGateway({ 'all.yaml': manifests(ports.plain, upstreams.values) });
  });
  after(async () => {
    await running.close();
    await upstreams.close();
  });

  const get = (path: string, headers = {}) => ask(ports, { host: 'shop.test', path, headers });
  const say = async (httpSettings: string) => {
    await running.edit(
      'policy.yaml',
      `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: told}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: edge}]
  default: {httpSettings: {${httpSettings}}}
`,
    );
  };

  it('files have the records that their filter lets through, in JSON of any depth', async () => {
    const file = (name: string) => join(running.directory, name);
    const line = (name: string) => `fileSink: {path: "${file(name)}", stringFormat: "%REQ(:PATH)%\\n"}`;
    await say(`accessLog: [
      {fileSink: {path: "${file('nested.log')}", jsonFormat: {request: {path: "%REQ(:PATH)%", fixed: [1, true]}}}},
      {${line('failed.log')}, filter: {andFilter: [{statusCodeFilter: {op: GE, value: 500}}, {headerFilter: {header: {name: X-Logged, value: "yes"}}}]}},
      {${line('either.log')}, filter: {orFilter: [{celFilter: {match: "request.path == '/kept'"}}, {statusCodeFilter: {op: EQ, value: 503}}]}},
      {${line('never.log')}, filter: {runtimeFilter: {runtimeKey: nobody.sets, percentSampled: {numerator: 0}}}}]`);
    await get('/kept');
    await get('/?status=503');
    await get('/?status=500', { 'x-logged': 'yes' });
    assert.deepEqual(await linesOf(file('failed.log'), 1), ['/?status=500']);
    assert.deepEqual(await linesOf(file('either.log'), 2), ['/kept', '/?status=503']);
    const nested = (await linesOf(file('nested.log'), 3)).map(one => JSON.parse(one));
    assert.deepEqual(nested[0], { request: { path: '/kept', fixed: [1, true] } });
    assert.equal(existsSync(file('never.log')) ? readFileSync(file('never.log'), 'utf8') : '', '');
  });

  it("a collector is told records and spans, which are the Gateway's where nobody says otherwise", async () => {
    await say(`accessLog: [{openTelemetry: {${collector}, body: "seen %REQ(:PATH)%", attributes: {values: [{key: color, value: {stringValue: blue}}]}}}],
      tracing: {provider: {openTelemetry: {grpcService: {backendRef: {group: gateway.kgateway.dev, kind: Backend, name: collector}}}},
        spawnUpstreamSpan: true, attributes: [{name: shade, literal: {value: green}}, {name: who, requestHeader: {name: x-agent}}]}`);
    await get('/told', { 'x-agent': 'tester' });
    const record = await upstreams.collector.until('logs', 'seen /told');
    assert.match(record.text, /"key":"color","value":\{"stringValue":"blue"\}/);
    const span = await upstreams.collector.until('spans', 'tester');
    for (const word of ['edge.default', 'green']) assert.match(span.text, new RegExp(word));
  });

  it('the proxy itself follows a redirect of a backend, with what of the answer is to be kept', async () => {
    const there = encodeURIComponent('http://shop.test/there');
    const { status, seen } = await get(`/here?status=302&location=${there}`);
    assert.equal(status, 200);
    assert.equal(seen?.path, '/there');
    assert.equal(seen?.headers['x-backend-secret'], 'for nobody');
    const other = await get(`/here?status=301&location=${there}`);
    assert.deepEqual([other.status, other.headers.location], [301, 'http://shop.test/there']);
  });
});

/** Envoy writes what it has every second, and when it is full. */
async function linesOf(file: string, atLeast: number): Promise<readonly string[]> {
  const until = AbortSignal.timeout(20_000);
  for (;;) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    if (lines.length >= atLeast) return lines;
    until.throwIfAborted();
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
