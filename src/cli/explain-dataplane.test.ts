import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
