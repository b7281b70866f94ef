import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspectable } from '../server/testing/introspection-over.ts';
import { explanationText } from './explanation-text.ts';

const dataplane = (name: string) => `type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: 10.0.0.1
  inbound:
    - {name: web, port: 80, servicePort: 81, protocol: http, tags: {kuma.io/service: ${name}}}
    - {name: raw, port: 82, servicePort: 83, tags: {kuma.io/service: ${name}}}
`;
const timeout = (name: string, spec: string) =>
  `type: MeshTimeout\nmesh: default\nname: ${name}\nspec: ${spec}\n`;
const short = 'default: {idleTimeout: 1s}';

const { introspection } = inspectable(
  [
    dataplane('cart'),
    dataplane('shop'),
    `type: MeshService
mesh: default
name: cart
spec: {selector: {dataplaneTags: {kuma.io/service: cart}}, ports: [{name: web, port: 80}]}
`,
    timeout(
      'both',
      `{to: [{targetRef: {kind: Mesh}, ${short}}, {targetRef: {kind: MeshService, name: cart}, ${short}}]}`,
    ),
    timeout(
      'inwards',
      `{targetRef: {kind: Dataplane, labels: {app: shop}, sectionName: web}, rules: [{${short}}]}`,
    ),
    timeout('nobody', `{targetRef: {kind: Dataplane, labels: {app: none}}, rules: [{${short}}]}`),
  ].join('---\n'),
);

function explained(name: string): string[] {
  const explanation = introspection.explain(`kuma.io/MeshTimeout/local/default/${name}`);
  assert.ok(explanation);
  return explanationText(
    explanation,
    file => file,
    (_, text) => text,
  ).split('\n');
}

describe('fairlead explain of a policy of the mesh', () => {
  it('lists the Dataplanes that it is about, and by which of its entries', () => {
    const [, ...lines] = explained('both');
    assert.deepEqual(
      lines.map(line => line.replace(/ \(\/shop[^)]*\)/, '')),
      ['cart', 'shop'].flatMap(name => [
        `  in force on dataplane/default/${name}`,
        '    by spec.to[0]: all that it calls',
        '    by spec.to[1]: calls to meshservice/default/cart:80 (web), servicetag/default/cart:80',
      ]),
    );
  });

  it('names the inbounds, where it is about some', () => {
    assert.match(
      explained('inwards').join('\n'),
      /on dataplane\/default\/shop\n.* by spec\.rules\[0\] \(\S+\): calls to its inbound web$/,
    );
  });

  it('says that it is about nobody', () => {
    assert.equal(explained('nobody')[1], '  is about no Dataplane that is there');
  });
});
