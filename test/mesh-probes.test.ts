import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

describe('probes of a Dataplane', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  const ports = { web: 0, raw: 0, probes: 0 };

  before(async () => {
    upstreams = await startUpstreams();
    for (const name of ['web', 'raw', 'probes'] as const) ports[name] = await freePort();
    mesh = await runGateway({
      'mesh.yaml': `
type: Mesh
name: default
mtls: {enabledBackend: ours, backends: [{name: ours, type: builtin}]}
`,
      'shop.yaml': `
type: Dataplane
mesh: default
name: shop
networking:
  address: 127.0.0.1
  inbound:
    - {name: web, port: ${ports.web}, servicePort: ${upstreams.values.a}, protocol: http, tags: {kuma.io/service: shop}}
    - {name: raw, port: ${ports.raw}, servicePort: ${upstreams.values.b}, tags: {kuma.io/service: raw}}
probes:
  port: ${ports.probes}
  endpoints:
    - {inboundPort: ${ports.web}, inboundPath: /healthz, path: /web/healthz}
    - {inboundPort: ${upstreams.values.b}, inboundPath: /ready, path: /raw/ready}
    - {inboundPort: 9, inboundPath: /ready, path: /nobody}
`,
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  const probe = (path: string) => ask({ plain: ports.probes, secure: 0 }, { host: 'kubelet', path });

  it('reach the applications in plain text, whom nobody else reaches so, at the paths that these know', async () => {
    const web = await probe('/web/healthz?deep=1');
    assert.deepEqual([web.status, web.seen?.backend, web.seen?.path], [200, 'a', '/healthz?deep=1']);
    const raw = await probe('/raw/ready');
    assert.deepEqual([raw.status, raw.seen?.backend, raw.seen?.path], [200, 'b', '/ready']);
    const plain = await ask({ plain: ports.web, secure: 0 }, { host: 'shop', path: '/healthz' });
    assert.equal(plain.status, 0);
  });

  it('tell how applications are, and reach nothing else of them', async () => {
    assert.equal((await probe('/web/healthz/more')).status, 404);
    assert.equal((await probe('/')).status, 404);
    assert.equal((await probe('/nobody')).status, 404);
  });

  it('follow what is written', async () => {
    await mesh.edit(
      'shop.yaml',
      `
type: Dataplane
mesh: default
name: shop
networking:
  address: 127.0.0.1
  inbound: [{name: web, port: ${ports.web}, servicePort: ${upstreams.values.a}, protocol: http, tags: {kuma.io/service: shop}}]
probes: {port: ${ports.probes}, endpoints: [{inboundPort: ${ports.web}, inboundPath: /?status=503, path: /web}]}
`,
    );
    assert.equal((await probe('/web')).status, 503);
    assert.equal((await probe('/web/healthz')).status, 404);
  });
});
