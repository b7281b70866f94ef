import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from '../harness/client.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';
import { shopService } from './shop-mesh.ts';

/** Workloads stand at addresses of loopback of their own, so that each has every port. */
const addresses = { client: '127.7.0.1', shop: '127.7.0.2', spare: '127.7.0.3' } as const;

describe('sidecars', () => {
  let upstreams: Upstreams;
  let mesh: RunningGateway;
  let outbound: number;

  const dataplane = (name: keyof typeof addresses, port: number, more: string) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name === 'client' ? 'client' : 'shop'}}
networking:
  address: ${addresses[name]}
  inbound:
    - {name: web, port: ${port}, serviceAddress: 127.0.0.1, servicePort: ${more}, protocol: http}
`;

  before(async () => {
    upstreams = await startUpstreams();
    outbound = await freePort();
    mesh = await runGateway({
      'client.yaml': `
type: Dataplane
mesh: default
name: client
networking:
  address: ${addresses.client}
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, servicePort: ${upstreams.values.c}}]
  outbound:
    - {port: ${outbound}, backendRef: {kind: MeshService, name: shop, port: 80}}
`,
      'shop.yaml': dataplane('shop', 8080, String(upstreams.values.a)),
      'service.yaml': shopService,
    });
  });
  after(async () => {
    await mesh.close();
    await upstreams.close();
  });

  const get = (path: string) => ask({ plain: outbound, secure: 0 }, { host: 'anything', path });

  it('carry a request from an outbound of one to the application behind an inbound of another', async () => {
    const { status, seen } = await get('/cart');
    assert.equal(status, 200);
    assert.equal(seen?.backend, 'a');
    assert.equal(seen?.path, '/cart');
    assert.equal(seen?.host, 'anything');
  });

  it('share out requests among the workloads that a service selects, as they come and go', async () => {
    await mesh.edit('spare.yaml', dataplane('spare', 8080, String(upstreams.values.b)));
    const seen = new Set<string | undefined>();
    for (let i = 0; i < 40; i++) seen.add((await get('/')).seen?.backend);
    assert.deepEqual([...seen].sort(), ['a', 'b']);
    mesh.write('spare.yaml', '');
    await mesh.settled();
  });
});
