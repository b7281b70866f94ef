import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, meshAddress } from './lab.ts';

// A mesh from which nothing passes through, and whose sidecars show each other who they are: who is called in plain text refuses.

const machines = ['client', 'shop', 'spare', 'outside'] as const;
type Machine = (typeof machines)[number];
const addressOf = (machine: Machine) => meshAddress(machines.indexOf(machine));

const dataplane = (name: Machine, service: string, direct = '', state = 'Ready') => `
type: Dataplane
mesh: default
name: ${name}
networking:
  address: ${addressOf(name)}
  inbound: [{name: web, port: 8080, protocol: http, state: ${state}, tags: {kuma.io/service: ${service}}}]
  transparentProxying: {ipFamilyMode: IPv4${direct}}
`;
const files = {
  'client.yaml': dataplane('client', 'client'),
  'shop.yaml': dataplane('shop', 'shop'),
  'spare.yaml': dataplane('spare', 'spare'),
  'mesh.yaml': `
type: Mesh
name: default
networking: {outbound: {passthrough: false}}
mtls: {enabledBackend: ours, backends: [{name: ours, type: builtin}]}
---
type: MeshTrafficPermission
mesh: default
name: everybody
spec: {from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]}
`,
};

test('workloads that are called at their own addresses', {
  skip: cannotRunWith('nftables') ?? false,
}, async t => {
  await inMeshLab(machines, files, async lab => {
    for (const machine of ['client', 'shop', 'spare'] as const) await lab.capture(machine);
    const served = { kind: 'serve-http', name: 'outside', host: '0.0.0.0', port: 8080 } as const;
    assert.equal((await lab.ask('outside', served)).error, undefined);

    /** Who answers the client at an address, if anybody does. */
    const answering = async (machine: Machine) => {
      const reply = await lab.ask('client', { kind: 'http', host: addressOf(machine), port: 8080 });
      if (reply.body === undefined) {
        assert.match(reply.error ?? '', /ECONNRESET|hang up/);
        return 'nobody';
      }
      return (JSON.parse(reply.body) as { server: string }).server;
    };
    const all = async () => Promise.all((['shop', 'spare', 'outside'] as const).map(answering));
    const declare = async (services: string) => {
      lab.write('client.yaml', dataplane('client', 'client', `, directAccessServices: [${services}]`));
      await lab.settled();
    };

    await t.test(
      'are nobody’s where the mesh lets nothing pass and nobody says that he calls them',
      async () => {
        assert.deepEqual(await all(), ['nobody', 'nobody', 'nobody']);
      },
    );

    await t.test(
      'are those of the services that are named, over TLS of the mesh, and no others',
      async () => {
        await declare('shop');
        assert.deepEqual(await all(), ['shop', 'nobody', 'nobody']);
        const own = await lab.ask('client', { kind: 'http', host: addressOf('shop'), port: 8081 });
        assert.match(own.error ?? 'an answer', /ECONNRESET|hang up/);
        const virtual = await lab.ask('client', { kind: 'http', host: '240.9.9.9', port: 8080 });
        assert.match(virtual.error ?? 'an answer', /ECONNRESET|hang up/);
      },
    );

    await t.test('are all, where all are meant, and they come and go with the workloads', async () => {
      await declare('"*"');
      assert.deepEqual(await all(), ['shop', 'spare', 'nobody']);
      lab.write('spare.yaml', dataplane('spare', 'spare', '', 'NotReady'));
      await lab.settled();
      assert.deepEqual(await all(), ['shop', 'nobody', 'nobody']);
      lab.write('spare.yaml', dataplane('spare', 'spare'));
      await lab.settled();
      assert.deepEqual(await all(), ['shop', 'spare', 'nobody']);
    });

    await t.test('are called in the versions of TLS that the mesh speaks', async () => {
      const versions = (written: string) => `
type: MeshTLS
mesh: default
name: versions
spec: {rules: [{default: {tlsVersion: ${written}}}]}
`;
      await declare('shop');
      for (const written of ['{min: TLS13, max: TLS13}', '{min: TLS12, max: TLS12}']) {
        lab.write('versions.yaml', versions(written));
        await lab.settled();
        assert.deepEqual(await all(), ['shop', 'nobody', 'nobody'], written);
      }
    });

    await t.test('are called so beside what passes through', async () => {
      await declare('spare');
      const passthrough = (mode: string) => `
type: MeshPassthrough
mesh: default
name: some
spec:
  targetRef: {kind: Dataplane, name: client}
  default: {passthroughMode: ${mode}}
`;
      lab.write(
        'passthrough.yaml',
        passthrough(`Matched, appendMatch: [{type: IP, value: ${addressOf('outside')}}]`),
      );
      await lab.settled();
      assert.deepEqual(await all(), ['nobody', 'spare', 'outside']);
      lab.write('passthrough.yaml', passthrough('All'));
      await lab.settled();
      // Who is called as if he were no service of the mesh hears plain text.
      assert.deepEqual(await all(), ['nobody', 'spare', 'outside']);
    });

    await t.test('are said to be missing where nobody is', async () => {
      await declare('shop, nowhere');
      const { findings } = lab.introspection().findings(100);
      assert.ok(
        findings.some(
          ({ path, message }) => path.endsWith('directAccessServices[1]') && /nowhere/.test(message),
        ),
      );
    });
  });
});
