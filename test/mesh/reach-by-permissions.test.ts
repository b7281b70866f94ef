import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { resourceKey } from '#lib/resource-ref.ts';
import type { AddressPolicy } from '#translate';
import { resourcesByProxy } from '../../src/main/evaluation.ts';
import { handFed } from '../../src/main/testing/hand-fed.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { cannotRunWith } from '../tproxy/rights.ts';
import { inMeshLab, meshAddress } from './lab.ts';

const narrowing: AddressPolicy = { ...ownMachine, allowsPatches: false, reachFollowsPermissions: true };

const dataplane = (name: string, address: string) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: ${address}
  inbound: [{name: web, port: 8080, protocol: http, tags: {kuma.io/service: ${name}, team: t-${name}}}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001, ipFamilyMode: IPv4}
`;
const service = (name: string, more = '') => `
type: MeshService
mesh: default
name: ${name}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{name: web, port: 80, targetPort: web, appProtocol: http}]
${more}
`;
const mesh = `
type: Mesh
name: default
meshServices: {mode: Exclusive}
mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}
`;
const permission = (to: string, said: string) => `
type: MeshTrafficPermission
mesh: default
name: to-${to}
spec:
  targetRef: {kind: Dataplane, labels: {app: ${to}}}
  ${said}
`;
const allow = (...from: string[]) =>
  `from: [${from.map(who => `{targetRef: {${who}}, default: {action: Allow}}`).join(', ')}]`;
const byService = (name: string) => `kind: MeshSubset, tags: {kuma.io/service: ${name}}`;

describe('reach that follows permissions', () => {
  /** A mesh of so many services, each of which lets in the one before it. */
  function ring(size: number, policy = narrowing) {
    const ran: string[] = [];
    const fed = handFed(policy, { onRun: (name, key) => ran.push(`${name} ${key}`) });
    const numbers = Array.from({ length: size }, (_, i) => i);
    fed.put(
      [
        mesh,
        ...numbers.flatMap(n => [
          dataplane(`s-${n}`, `10.0.${n >> 7}.${1 + (n & 127)}`),
          service(`s-${n}`),
          permission(`s-${n}`, allow(byService(`s-${(n + size - 1) % size}`))),
        ]),
      ].join('---'),
    );
    const told = (n: number) =>
      (resourcesByProxy(fed.pipeline).get(`default.s-${n}` as never) ?? [])
        .filter(({ type }) => type === 'endpoints')
        .flatMap(({ name }) => /\/default\/(s-\d+)\//.exec(name)?.[1] ?? [])
        .filter((name, i, all) => all.indexOf(name) === i)
        .sort();
    return { fed, told, ran };
  }

  it('tells a sidecar of the services that let it in, and without the flag of all', () => {
    assert.deepEqual(ring(4).told(1), ['s-2']);
    assert.deepEqual(ring(4, ownMachine).told(1), ['s-0', 's-1', 's-2', 's-3']);
    assert.ok(!ring(4, ownMachine).ran.some(name => /admi|callers|entrances/.test(name)));
  });

  for (const [what, said, expected] of [
    ['everybody', allow('kind: Mesh'), ['s-2', 's-3']],
    ['some by a tag', allow('kind: MeshSubset, tags: {team: t-s-1}'), ['s-2', 's-3']],
    ['those who have a tag', allow('kind: MeshSubset, tags: {team: "*"}'), ['s-2', 's-3']],
    ['others', allow(byService('s-0')), ['s-2']],
    ['nobody', 'from: [{targetRef: {kind: Mesh}, default: {action: Deny}}]', ['s-2']],
    [
      'all but one',
      `from: [{targetRef: {kind: Mesh}, default: {action: Allow}}, {targetRef: {${byService('s-1')}}, default: {action: Deny}}]`,
      ['s-2'],
    ],
    ['an identity', rules('allow', 'Exact', 'spiffe://default/s-1'), ['s-2', 's-3']],
    ['those below an identity', rules('allow', 'Prefix', 'spiffe://default'), ['s-2', 's-3']],
    ['no identity that begins alike', rules('allow', 'Prefix', 'spiffe://default/s'), ['s-2']],
  ] as const) {
    it(`follows what lets in ${what}`, () => {
      const { fed, told } = ring(4);
      fed.put(permission('s-3', said));
      assert.deepEqual(told(1), expected);
    });
  }

  it('does for an edit of a permission the same in a mesh of a hundred as in one of twenty', () => {
    const [few, many] = [ring(20), ring(100)].map(({ fed, ran }) => {
      ran.length = 0;
      fed.put(permission('s-7', allow(byService('s-6'), byService('s-3'))));
      return ran.map(line => line.split(' ')[0]).sort();
    });
    assert.ok((few?.length ?? 0) > 0);
    assert.deepEqual(many, few);
  });

  it('equals a fresh build after edits', () => {
    const { fed, told } = ring(4);
    const [key] = fed.put(permission('s-3', allow('kind: Mesh')));
    fed.remove(key ?? '');
    assert.deepEqual(told(2), []);
    fed.put(permission('s-3', allow(byService('s-2'))));
    assert.deepEqual([0, 1, 2, 3].map(told), [0, 1, 2, 3].map(ring(4).told));
    const dataplaneKey = resourceKey({
      group: 'kuma.io',
      kind: 'Dataplane',
      zone: 'local',
      namespace: 'default',
      name: 's-3',
    });
    fed.remove(dataplaneKey);
    assert.deepEqual(told(1), ['s-2', 's-3'], 'where nobody is there to ask, nobody is kept out');
  });
});

function rules(list: string, type: string, value: string): string {
  return `rules: [{default: {${list}: [{spiffeID: {type: ${type}, value: "${value}"}}]}}]`;
}

const machines = ['client', 'stranger', 'shop'] as const;
const vip = '241.0.0.1';
const files = {
  'mesh.yaml': mesh,
  ...Object.fromEntries(machines.map((name, i) => [`${name}.yaml`, dataplane(name, meshAddress(i))])),
  'services.yaml': [
    service('shop', `status: {vips: [{ip: ${vip}}]}`),
    service('client'),
    service('stranger'),
  ].join('---'),
  'permission.yaml': permission('shop', allow(byService('client'))),
};

test('sidecars whose reach follows permissions', { skip: cannotRunWith('nftables') ?? false }, async t => {
  const use: Parameters<typeof inMeshLab>[2] = async lab => {
    for (const machine of machines) await lab.capture(machine);
    const get = (from: string) => lab.ask(from, { kind: 'http', host: vip, port: 80 });
    const refused = async (from: string) =>
      assert.match((await get(from)).error ?? 'an answer', /ECONNRESET|hang up/);

    await t.test('call who lets them in, and know nothing of who would not', async () => {
      assert.equal((await get('client')).status, 200);
      await refused('stranger');
      assert.ok(lab.heldBytes('stranger') < lab.heldBytes('client'));
    });
    await t.test('are told of a service when it lets them in, while others lose no request', async () => {
      let stopped = false;
      let answers = 0;
      const wrong: unknown[] = [];
      const calling = (async () => {
        while (!stopped) {
          const { status, error } = await get('client');
          answers++;
          if (status !== 200) wrong.push(error ?? status);
        }
      })();
      for (let round = 0; round < 3; round++) {
        lab.write('permission.yaml', permission('shop', allow(byService('client'), byService('stranger'))));
        await lab.settled();
        assert.equal((await get('stranger')).status, 200);
        lab.write('permission.yaml', permission('shop', allow('kind: MeshSubset, tags: {team: t-client}')));
        await lab.settled();
        await refused('stranger');
      }
      stopped = true;
      await calling;
      assert.deepEqual(wrong, []);
      assert.ok(answers > 20, `${answers} answers`);
    });
  };
  await inMeshLab(machines, files, use, narrowing);
});
