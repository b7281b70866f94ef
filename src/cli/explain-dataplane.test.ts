import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { inspectable } from '../server/testing/introspection-over.ts';
import { explanationText } from './explanation-text.ts';

const service = (name: string, vip: string) => `type: MeshService
mesh: default
name: ${name}
spec: {selector: {dataplaneTags: {kuma.io/service: ${name}}}, ports: [{name: main, port: 80}]}
status: {vips: [{ip: ${vip}}]}
`;
const dataplane = (name: string, reachable: string) => `type: Dataplane
mesh: default
name: ${name}
networking:
  address: 10.0.0.1
  inbound: [{port: 80, servicePort: 81, tags: {kuma.io/service: ${name}}}]
  transparentProxying:
    ${reachable}
`;

const { introspection } = inspectable(
  [
    service('cart', '241.0.0.1'),
    service('stock', '241.0.0.2'),
    dataplane('open', 'redirectPortInbound: 15006'),
    dataplane('cart', 'reachableBackends: {refs: [{kind: MeshService, name: stock, port: main}]}'),
    dataplane('shut', 'reachableBackends: {}'),
    `type: Dataplane
mesh: default
name: plain
networking:
  address: 10.0.0.4
  inbound: [{port: 80, servicePort: 81}]
  outbound: [{port: 1000, tags: {kuma.io/service: cart}}, {port: 1001, tags: {kuma.io/service: nobody}}]
`,
  ].join('---\n'),
);

const paint = (_: string, text: string) => text;
function explained(name: string, to?: string): string[] {
  const explanation = introspection.explain(`kuma.io/Dataplane/local/default/${name}`, to);
  assert.ok(explanation);
  return explanationText(explanation, file => file, paint).split('\n');
}
const about = (lines: readonly string[]) => lines.filter(line => /^ {4}[→✗]/.test(line));

describe('fairlead explain dataplane', () => {
  it('says whom a workload reaches, and by which of its fields', () => {
    assert.deepEqual(about(explained('cart')), [
      '    → meshservice/default/stock:80 (main): tcp at 241.0.0.2:80, [fd00:fd00::f100:2]:80, nobody serves it, by networking.transparentProxying.reachableBackends.refs[0] (/shop/cart.yaml:57)',
    ]);
    assert.ok(explained('shut').includes('  reaches nothing'));
  });

  it('says that who says nothing reaches everything', () => {
    const [first] = about(explained('open'));
    assert.match(first ?? '', /cart:80 \(main\): tcp at 241\.0\.0\.1:80, .* 1 endpoint, by it says nothing/);
  });

  it('says by which outbound a workload without transparent proxying calls, and what leads nowhere', () => {
    const lines = explained('plain');
    assert.match(about(lines)[0] ?? '', /servicetag\/default\/cart:80: tcp at 127\.0\.0\.1:1000/);
    assert.match(
      lines.join('\n'),
      /networking\.outbound\[1\]: there is no inbound with the tag kuma\.io\/service: nobody/,
    );
  });

  it('says why one does not reach another', () => {
    assert.match(
      about(explained('cart', 'cart')).join('\n'),
      /✗ meshservice\/default\/cart:80 \(main\): no, none of .*refs\[0\] selects it/,
    );
    assert.match(about(explained('shut', 'stock'))[0] ?? '', /no, it reaches no MeshService/);
    assert.match(about(explained('open', 'none'))[0] ?? '', /no, there is no service none/);
    assert.match(
      about(explained('plain', 'stock')).join('\n'),
      /no outbound leads to it, and the Dataplane has no transparentProxying/,
    );
  });
});

test('a Dataplane of a mesh that is not there says so where others are, and which', () => {
  const stray = dataplane('stray', 'redirectPortInbound: 15006').replace('mesh: default', 'mesh: defualt');
  const findings = (...meshes: readonly string[]) => {
    const objects = [...meshes.map(name => `type: Mesh\nname: ${name}\n`), stray];
    const world = inspectable(objects.join('---\n'));
    return world.introspection
      .findingsOf('kuma.io/Dataplane/local/defualt/stray')
      .map(({ path, message }) => `${path}: ${message}`);
  };
  assert.deepEqual(findings('other', 'default'), [
    'mesh: there is no Mesh defualt, so nothing that one would say holds for it, mTLS least of all; there is default, other',
  ]);
  assert.deepEqual(findings('defualt', 'default'), []);
  assert.deepEqual(findings(), []);
});

describe('fairlead explain dataplane --to, where sidecars show who they are', () => {
  const member = (name: string, n: number, protocol = 'http') => `type: Dataplane
mesh: default
name: ${name}-1
networking:
  address: 10.0.1.${n}
  inbound: [{port: 80, tags: {kuma.io/service: ${name}, kuma.io/protocol: ${protocol}}}]
  outbound: [{port: 1000, tags: {kuma.io/service: till}}, {port: 1001, tags: {kuma.io/service: db}}]
`;
  const permission = (name: string, spec: string) => `type: MeshTrafficPermission
mesh: default
name: ${name}
spec: ${spec}
`;
  const toTill = '{kind: Dataplane, name: till-1}';
  const members = [
    'type: Mesh\nname: default\nmtls: {enabledBackend: own, backends: [{name: own, type: builtin}]}\n',
    member('till', 1),
    member('stock', 2),
    member('db', 3, 'tcp'),
  ];
  const said = (caller: string, to: string, ...permissions: readonly string[]) => {
    const world = inspectable([...members, ...permissions].join('---\n'));
    const explanation = world.introspection.explain(`kuma.io/Dataplane/local/default/${caller}`, to);
    assert.ok(explanation);
    return explanationText(explanation, file => file, paint)
      .split('\n')
      .filter(line => line.includes('✗'))
      .map(line => line.trim());
  };

  it('says who is turned away, and by whom, since nobody allows him or somebody denies him', () => {
    const away = (why: string) => [
      `✗ servicetag/default/till:80: no, it is turned away by till-1: ${why} spiffe://default/stock`,
    ];
    assert.deepEqual(said('stock-1', 'till'), away('no MeshTrafficPermission there allows'));
    const allowed = permission(
      'a',
      `{targetRef: ${toTill}, from: [{targetRef: {kind: MeshService, name: stock}, default: {action: Allow}}]}`,
    );
    assert.deepEqual(said('stock-1', 'till', allowed), []);
    assert.deepEqual(said('db-1', 'till', allowed).length, 1);
    const denied = permission(
      'b',
      '{rules: [{default: {deny: [{spiffeID: {type: Exact, value: "spiffe://default/stock"}}]}}]}',
    );
    assert.deepEqual(said('stock-1', 'till', allowed, denied), away('a MeshTrafficPermission there denies'));
  });

  it('says it of connections as well, and nothing where it depends on the name that is asked for', () => {
    assert.equal(said('stock-1', 'db').length, 1);
    const everybody = permission('a', '{from: [{targetRef: {kind: Mesh}, default: {action: Allow}}]}');
    assert.deepEqual(said('stock-1', 'db', everybody), []);
    const byName = permission('a', '{rules: [{default: {allow: [{sni: {type: Exact, value: db}}]}}]}');
    assert.deepEqual(said('stock-1', 'db', byName), []);
  });
});
