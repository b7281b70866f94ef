import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, type MeshLab, meshAddress } from './lab.ts';

const machines = ['client', 'shop', 'spare', 'stock'] as const;

const dataplane = (name: (typeof machines)[number], app: string, more = '') => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${app}}
networking:
  address: ${meshAddress(machines.indexOf(name))}
  inbound: [{name: web, port: 8080, protocol: http}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001, ipFamilyMode: IPv4${more}}
`;
const service = (name: string, address: string) => `
type: MeshService
mesh: default
name: ${name}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}, {name: admin, port: 81, targetPort: web}]
status: {vips: [{ip: ${address}}]}
`;
const [shop, stock] = ['241.0.0.1', '241.0.0.2'];
const reachable = (refs: string) => `, reachableBackends: ${refs}`;

const files = {
  'client.yaml': dataplane('client', 'client'),
  'shop.yaml': dataplane('shop', 'shop'),
  'spare.yaml': dataplane('spare', 'shop'),
  'stock.yaml': dataplane('stock', 'stock'),
  'services.yaml': [service('shop', shop), service('stock', stock)].join('---'),
};

const refused = (reply: { error?: string }) => assert.match(reply.error ?? 'an answer', /ECONNRESET|hang up/);

test('captured workloads', { skip: cannotRunWith('nftables') ?? false }, async t => {
  await inMeshLab(machines, files, async lab => {
    for (const machine of machines) await lab.capture(machine);
    const get = (from: string, host: string, port = 80) => lab.ask(from, { kind: 'http', host, port });
    const server = async (from: string, host: string, port?: number) => serverIn(await get(from, host, port));

    await t.test('reach every service at its virtual address where they say nothing', async () => {
      const seen = new Set<string | undefined>();
      for (let i = 0; i < 20; i++) seen.add(await server('client', shop));
      assert.deepEqual([...seen].sort(), ['shop', 'spare']);
      assert.equal(await server('client', stock), 'stock');
      assert.equal(await server('shop', stock, 81), 'stock');
    });
    await t.test(
      'are refused at a virtual address that is nobody’s, and pass through to what is not a service',
      async () => {
        refused(await get('client', '241.9.9.9'));
        assert.equal(await server('client', meshAddress(3), 8080), 'stock');
      },
    );
    await t.test('reach what they say and nothing else, from the moment at which they say it', async () => {
      await declare(lab, '{refs: [{kind: MeshService, name: shop, port: 80}]}');
      assert.match(await server('client', shop), /shop|spare/);
      refused(await get('client', shop, 81));
      refused(await get('client', stock));
      await declare(lab, '{refs: [{kind: MeshService, labels: {kuma.io/display-name: stock}}]}');
      refused(await get('client', shop));
      assert.equal(await server('client', stock), 'stock');
      assert.equal(await server('client', stock, 81), 'stock');
      await declare(lab, '{}');
      refused(await get('client', shop));
      refused(await get('client', stock));
      assert.equal(await server('shop', stock), 'stock');
    });
    await t.test('are told nothing of what they do not reach', async () => {
      const before = lab.pushes.filter(push => push.view === 'default.client').length;
      lab.write(
        'spare.yaml',
        dataplane('spare', 'shop').replace('protocol: http', 'protocol: http, state: NotReady'),
      );
      await lab.settled();
      for (let i = 0; i < 10; i++) assert.equal(await server('stock', shop), 'shop');
      assert.equal(lab.pushes.filter(push => push.view === 'default.client').length, before);
    });
  });
});

function serverIn({ body, error }: { readonly body?: string; readonly error?: string }): string {
  if (body === undefined) return error ?? 'nothing';
  return (JSON.parse(body) as { server: string }).server;
}

async function declare(lab: MeshLab, refs: string): Promise<void> {
  lab.write('client.yaml', dataplane('client', 'client', reachable(refs)));
  await lab.settled();
}
