import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dump } from 'js-yaml';
import type { DataplaneAdvice } from '#inspect';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, type MeshLab, meshAddress } from './lab.ts';

const machines = ['client', 'shop', 'stock', 'bank'] as const;
const addresses = { shop: '241.0.0.1', stock: '241.0.0.2', bank: '241.0.0.3' } as const;

const dataplane = (name: (typeof machines)[number], reach: object = {}) =>
  dump({
    ...{ type: 'Dataplane', mesh: 'default', name, labels: { app: name } },
    networking: {
      address: meshAddress(machines.indexOf(name)),
      inbound: [{ name: 'web', port: 8080, protocol: name === 'bank' ? 'tcp' : 'http' }],
      transparentProxying: {
        ...{ redirectPortInbound: 15006, redirectPortOutbound: 15001, ipFamilyMode: 'IPv4' },
        ...reach,
      },
    },
  });
const service = ([name, ip]: readonly [string, string]) =>
  dump({
    ...{ type: 'MeshService', mesh: 'default', name },
    spec: {
      selector: { dataplaneLabels: { matchLabels: { app: name } } },
      ports: [
        { name: 'web', port: 80, targetPort: 'web', appProtocol: name === 'bank' ? 'tcp' : 'http' },
        { name: 'admin', port: 81, targetPort: 'web', appProtocol: 'tcp' },
      ],
    },
    status: { vips: [{ ip }] },
  });
const mesh = `type: Mesh\nname: default\nmeshServices: {mode: Exclusive}\n`;
const files = {
  ...Object.fromEntries(machines.map(name => [`${name}.yaml`, dataplane(name)] as const)),
  'services.yaml': [mesh, ...Object.entries(addresses).map(service)].join('---\n'),
};

test('what a workload should declare', { skip: cannotRunWith('nftables') ?? false }, async t => {
  await inMeshLab(machines, files, async lab => {
    for (const machine of machines) await lab.capture(machine);
    const get = (host: string, port = 80) => lab.ask('client', { kind: 'http', host, port });
    const served = async (host: string, port?: number) => {
      const { body, error } = await get(host, port);
      return body === undefined ? error : (JSON.parse(body) as { server: string }).server;
    };

    await t.test('is nothing, where its proxy told and it called nothing', async () => {
      const told = await advised(lab, ({ watched }) => watched !== undefined);
      assert.deepEqual([told.calls, told.reaches, told.advice], [[], 6, { reachableBackends: { refs: [] } }]);
    });
    await t.test('is the ports that it called, as requests and as connections', async () => {
      for (let i = 0; i < 3; i++) assert.equal(await served(addresses.shop), 'shop');
      assert.equal(await served(addresses.bank), 'bank');
      const told = await advised(lab, ({ calls }) => calls.length === 2);
      assert.deepEqual(
        told.calls.map(({ port, requests, or }) => ({ port, requests, or })),
        [
          { port: 'meshservice/default/shop:80 (web)', requests: 3, or: [] },
          { port: 'meshservice/default/bank:80 (web)', requests: 1, or: [] },
        ],
      );
      assert.deepEqual(told.advice, {
        reachableBackends: {
          refs: [
            { kind: 'MeshService', name: 'bank', port: 80 },
            { kind: 'MeshService', name: 'shop', port: 80 },
          ],
        },
      });
    });
    await t.test(
      'keeps the traffic where it is declared, and takes away the bytes that were said',
      async () => {
        const before = await advised(lab, () => true);
        assert.equal(lab.heldBytes('client'), before.now.bytes);
        lab.write('client.yaml', dataplane('client', before.advice));
        await lab.settled();
        assert.equal(await served(addresses.shop), 'shop');
        assert.equal(await served(addresses.bank), 'bank');
        assert.match((await get(addresses.stock)).error ?? 'an answer', /ECONNRESET|hang up/);
        assert.match((await get(addresses.shop, 81)).error ?? 'an answer', /ECONNRESET|hang up/);
        const after = await advised(lab, () => true);
        assert.deepEqual([after.now, after.advised], [before.advised, before.advised]);
        assert.equal(lab.heldBytes('client'), before.advised.bytes);
        assert.ok(before.advised.memory < before.now.memory);
      },
    );
    await t.test('is remembered while the proxy is away, and counted for the mesh', async () => {
      const of = lab.introspection().advise.mesh('default');
      assert.ok('dataplanes' in of);
      assert.deepEqual(of.dataplanes.map(({ name, calls, reaches }) => [name, calls, reaches]).sort(), [
        ['bank', 0, 6],
        ['client', 2, 2],
        ['shop', 0, 6],
        ['stock', 0, 6],
      ]);
      assert.ok(of.now.bytes > of.advised.bytes);
    });
    await t.test('is not known anew to a control plane that was started anew', async () => {
      await lab.restart(async () => {});
      await lab.settled();
      const told = await advised(lab, ({ watched }) => watched !== undefined);
      assert.deepEqual(told.calls, []);
      assert.ok(Date.parse(told.watched?.since ?? '') > Date.now() - 20_000);
    });
  });
});

/** The advice for the client, as soon as it is so. */
async function advised(lab: MeshLab, isSo: (advice: DataplaneAdvice) => boolean): Promise<DataplaneAdvice> {
  for (const end = Date.now() + 15_000; ; await new Promise(resolve => setTimeout(resolve, 50))) {
    const advice = lab.introspection().advise.dataplane('default', 'client');
    if ('problem' in advice) throw new Error(advice.problem);
    if (isSo(advice)) return advice;
    if (Date.now() > end) throw new Error(`not so: ${JSON.stringify(advice)}`);
  }
}
