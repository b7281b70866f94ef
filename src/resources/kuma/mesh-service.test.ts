import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, mistakesIn, specOf } from '../decode-yaml.ts';
import { placeInMesh } from './in-mesh.ts';
import { meshService } from './mesh-service.ts';

const service = (spec: string, rest = '') =>
  `{type: MeshService, mesh: default, name: web, spec: ${spec}${rest}}`;

test('a port is answered by the inbound of its number, and speaks tcp, unless it says otherwise', () => {
  const spec = specOf(
    meshService,
    service(`{selector: {dataplaneTags: {kuma.io/service: web}},
      ports: [{port: 80}, {name: api, port: 81, targetPort: http, appProtocol: HTTP2}, {name: ws, port: 82, appProtocol: kubernetes.io/ws}]}`),
  );
  assert.deepEqual(spec, {
    selector: { dataplaneTags: { 'kuma.io/service': 'web' } },
    ports: [
      { port: 80, targetPort: 80, appProtocol: 'tcp' },
      { name: 'api', port: 81, targetPort: 'http', appProtocol: 'http2' },
      { name: 'ws', port: 82, targetPort: 82, appProtocol: 'http' },
    ],
    identities: [],
    status: { vips: [], addresses: [] },
  });
});

test('addresses and names that another control plane gave are kept', () => {
  const status = `{vips: [{ip: 241.0.0.1}], tls: {status: Ready}, dataplaneProxies: {connected: 1},
    addresses: [{hostname: web.svc.mesh.local, origin: HostnameGenerator, hostnameGeneratorRef: {coreName: all}}]}`;
  assert.deepEqual(specOf(meshService, service('{}', `, status: ${status}`)).status, {
    vips: [{ ip: '241.0.0.1' }],
    addresses: [{ hostname: 'web.svc.mesh.local', origin: 'HostnameGenerator' }],
  });
});

test('on Kubernetes its mesh is said by a label, and is default without', () => {
  const placeOf = (labels: string) => {
    const { resource } = decodeYaml(
      `{apiVersion: kuma.io/v1alpha1, kind: MeshService, metadata: {name: web, namespace: shop, labels: ${labels}}, spec: {}}`,
    );
    return resource?.id === 'kuma/MeshService' && placeInMesh(resource);
  };
  assert.deepEqual(placeOf('{kuma.io/mesh: blue}'), { mesh: 'blue', namespace: 'shop' });
  assert.deepEqual(placeOf('{}'), { mesh: 'default', namespace: 'shop' });
});

const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'two ways to select',
    service('{selector: {dataplaneTags: {a: b}, dataplaneLabels: {matchLabels: {a: b}}}}'),
    [
      'error spec.selector.dataplaneLabels: must not be there beside dataplaneTags: a MeshService selects in one way',
    ],
  ],
  [
    'ports of one number or name',
    service('{ports: [{port: 80, name: a}, {port: 80}, {port: 81, name: a}]}'),
    [
      'error spec.ports[2].name: must be unique in its list, but item 0 has "a" too',
      'error spec.ports[1].port: must be unique in its list, but item 0 has "80" too',
    ],
  ],
  [
    'a protocol that nobody knows',
    service('{ports: [{port: 80, appProtocol: smtp}]}'),
    [
      'warning spec.ports[0].appProtocol: is not a protocol that is known here, so its connections are passed on as tcp: "smtp"; known are http, http2, grpc, tcp, kafka, mysql',
    ],
  ],
  ['no spec', '{type: MeshService, mesh: default, name: web}', ['error spec: is required']],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => assert.deepEqual(mistakesIn(text), expected));
}
