import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualAddress } from '#model';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, meshAddress } from './lab.ts';

const machines = ['client', 'shop'] as const;

const dataplane = (name: (typeof machines)[number], more = '') => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${meshAddress(machines.indexOf(name))}
  inbound: [{name: web, port: 8080, protocol: http, tags: {kuma.io/service: ${name}, version: v1}}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001${more}}
`;
const service = (name: string) => `
type: MeshService
mesh: default
name: ${name}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: shop}}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}]
`;
const outbound = `
type: VirtualOutbound
mesh: default
name: versions
selectors: [{match: {kuma.io/service: shop}}]
conf:
  host: '{{.version}}.{{.service}}.mesh'
  port: '8443'
  parameters: [{name: service, tagKey: kuma.io/service}, {name: version}]
`;
const addressOf = (name: string) =>
  virtualAddress('MeshService', `kuma.io/MeshService/local/default/${name}`);

const files = {
  'client.yaml': dataplane('client'),
  'shop.yaml': dataplane('shop'),
  'service.yaml': service('shop'),
};

test('virtual addresses that were given', { skip: cannotRunWith('nftables') ?? false }, async t => {
  await inMeshLab(machines, files, async lab => {
    for (const machine of machines) await lab.capture(machine);
    await lab.settled();
    const server = async (host: string, port = 80) => {
      const { body, error } = await lab.ask('client', { kind: 'http', host, port });
      return body === undefined ? error : (JSON.parse(body) as { server: string }).server;
    };

    await t.test(
      'lead to their services, those of the tag and of a new service at once as well',
      async () => {
        assert.equal(await server(addressOf('shop')), 'shop');
        assert.equal(
          await server(virtualAddress('ServiceTag', 'kuma.io/ServiceTag/local/default/shop')),
          'shop',
        );
        lab.write('new.yaml', service('new'));
        lab.write('outbound.yaml', outbound);
        await lab.settled();
        assert.equal(await server(addressOf('new')), 'shop');
        const byVersion = virtualAddress('ServiceTag', 'virtual-outbound/default/v1.shop.mesh');
        assert.equal(await server(byVersion, 8443), 'shop');
        assert.match((await server(byVersion, 80)) ?? '', /ECONNRESET|hang up/);
      },
    );

    await t.test(
      'are the same after the control plane was away, and nobody’s when their service goes',
      async () => {
        const pushed = lab.pushes.length;
        await lab.restart(async () => {
          assert.equal(await server(addressOf('new')), 'shop');
        });
        await lab.settled();
        assert.equal(lab.pushes.length, pushed);
        assert.equal(await server(addressOf('new')), 'shop');
        lab.write('new.yaml', '');
        await lab.settled();
        assert.match((await server(addressOf('new'))) ?? '', /ECONNRESET|hang up/);
        assert.equal(await server(addressOf('shop')), 'shop');
      },
    );
  });
});
