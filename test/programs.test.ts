import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { type Authority, makeAuthority } from './harness/authority.ts';
import { type Answer, ask } from './harness/client.ts';
import { backend, gatewayOn } from './harness/manifests.ts';
import { program } from './harness/program.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

describe('what programs do to requests, where Envoy or the control plane must first see what they are', () => {
  let authority: Authority;
  let host: Server;
  let sent: Buffer;
  let upstreams: Upstreams;
  let gateway: RunningGateway | undefined;
  let plain: number;
  beforeEach(async () => {
    authority = makeAuthority('elliptic-curve');
    sent = program;
    host = createServer(authority.issue('/CN=programs', 'IP:127.0.0.1'), (_, response) => response.end(sent));
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    upstreams = await startUpstreams();
    plain = await freePort();
  });
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstreams.close();
    host.closeAllConnections();
    host.close();
    authority.close();
  });

  const files = (extension: string) => ({
    'gateway.yaml': `${gatewayOn(plain)}
---
${backend('shop', upstreams.values.a)}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.test]
  rules:
    - {name: extended, matches: [{path: {value: /extended}}], backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shop}]}
    - {name: plain, backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: shop}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: roots}
data: {ca.crt: ${JSON.stringify(authority.certificate)}}
`,
    'policy.yaml': `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyExtensionPolicy
metadata: {name: extended}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop, sectionName: extended}]
  ${extension}
`,
  });
  const get = (path: string): Promise<Answer> => ask({ plain, secure: 0 }, { host: 'shop.test', path });
  const url = () => `https://127.0.0.1:${(host.address() as AddressInfo).port}/program.wasm`;
  const said = ({ controlPlane: { pipeline } }: RunningGateway) => {
    const policy = 'gateway.envoyproxy.io/EnvoyExtensionPolicy/local/default/extended';
    const route = 'gateway.networking.k8s.io/HTTPRoute/local/default/shop';
    return JSON.stringify([policy, route].map(key => pipeline.status.findings.get(key)));
  };
  const until = async (holds: () => Promise<boolean>, why: () => string) => {
    const limit = AbortSignal.timeout(20_000);
    while (!(await holds())) {
      assert.ok(!limit.aborted, why());
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };

  it('a program of which nobody says what it is runs as it is found, from a host that is believed by roots of its own', async () => {
    const running = await runGateway(
      files(
        `wasm: [{code: {type: HTTP, http: {url: "${url()}", tls: {caCertificateRef: {kind: ConfigMap, name: roots}}}}}]`,
      ),
    );
    gateway = running;
    await until(
      async () => (await get('/extended')).status === 200,
      () => said(running),
    );
    assert.equal((await get('/extended')).seen?.headers['x-wasm'], 'seen');
    assert.equal((await get('/plain')).seen?.headers['x-wasm'], undefined);
  });

  it('one from a host that nobody vouches for keeps its rule out of service, and says why', async () => {
    const running = await runGateway(files(`wasm: [{code: {type: HTTP, http: {url: "${url()}"}}}]`));
    gateway = running;
    await until(
      async () => /could not be read/.test(said(running)),
      () => said(running),
    );
    assert.equal((await get('/extended')).status, 500);
    assert.equal((await get('/plain')).status, 200);
  });

  it('a script that Envoy cannot read is told of, and its rule alone answers 500', async () => {
    const running = await runGateway(
      files(`lua: [{type: Inline, inline: "function envoy_on_request(handle) handle:headers(:add end"}]`),
    );
    gateway = running;
    await until(
      async () => /RejectedByProxy/.test(said(running)),
      () => said(running),
    );
    await running.settled();
    assert.equal((await get('/extended')).status, 500);
    assert.equal((await get('/plain')).status, 200);
  });
});
