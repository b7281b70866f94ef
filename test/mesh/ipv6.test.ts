import assert from 'node:assert/strict';
import { test } from 'node:test';
import { twinOf } from '#model';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, meshAddress } from './lab.ts';

const machines = ['client', 'old', 'new'] as const;

const dataplane = (name: (typeof machines)[number], family: 4 | 6, families: string) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: "${meshAddress(machines.indexOf(name), family)}"
  inbound: [{name: web, port: 8080, protocol: http}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001, ipFamilyMode: ${families}}
`;
const service = (name: string, address: string) => `
type: MeshService
mesh: default
name: ${name}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}, {name: raw, port: 81, targetPort: web}]
status: {vips: [{ip: ${address}}]}
`;
const vips = { old: '241.0.0.1', new: '241.0.0.2' } as const;
const permission = [
  ...['---', 'type: MeshTrafficPermission', 'mesh: default', 'name: all'],
  'spec: {from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]}',
];
const mtls = '{enabledBackend: ca, backends: [{name: ca, type: builtin}]}';

const files = {
  'mesh.yaml': 'type: Mesh\nname: default\n',
  'client.yaml': dataplane('client', 6, 'DualStack'),
  'old.yaml': dataplane('old', 4, 'IPv4'),
  'new.yaml': dataplane('new', 6, 'DualStack'),
  'services.yaml': [service('old', vips.old), service('new', vips.new)].join('---'),
};

test('workloads that are captured over IPv6', { skip: cannotRunWith('nftables') ?? false }, async t => {
  await inMeshLab(machines, files, async lab => {
    for (const machine of machines) await lab.capture(machine);
    const get = (host: string, port = 80) => lab.ask('client', { kind: 'http', host, port });
    const server = async (host: string, port?: number) => {
      const { status, body = '', error } = await get(host, port);
      return status === 200 ? (JSON.parse(body) as { server: string }).server : (error ?? body);
    };

    await t.test(
      'reach services at the twins of their addresses, whatever family their workloads have',
      async () => {
        for (const name of ['old', 'new'] as const) {
          for (const address of [vips[name], twinOf(vips[name])]) {
            assert.equal(await server(address), name, address);
            assert.equal(await server(address, 81), name, `${address}, by connection`);
          }
        }
      },
    );
    await t.test(
      'are refused at a twin that is nobody’s, and pass through to what is not a service',
      async () => {
        assert.match((await get(twinOf('241.9.9.9'))).error ?? 'an answer', /ECONNRESET|hang up/);
        assert.equal(await server(meshAddress(machines.indexOf('new'), 6), 8080), 'new');
      },
    );
    await t.test('are called by who they are, over TLS', async () => {
      lab.write('mesh.yaml', ['type: Mesh', 'name: default', `mtls: ${mtls}`, ...permission].join('\n'));
      await lab.settled();
      assert.equal(await server(twinOf(vips.new)), 'new');
      assert.equal(await server(twinOf(vips.old), 81), 'old');
    });
  });
});
