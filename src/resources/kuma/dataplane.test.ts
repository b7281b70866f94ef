import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeYaml, mistakesIn, specOf } from '../decode-yaml.ts';
import { dataplane } from './dataplane.ts';
import { placeInMesh } from './in-mesh.ts';

const universal = (networking: string) =>
  `{type: Dataplane, mesh: default, name: web-1, networking: {address: 10.0.0.1, ${networking}}}`;
const inbound = 'inbound: [{port: 80, tags: {kuma.io/service: web}}]';
const reaching = (transparentProxying: string) =>
  universal(`${inbound}, transparentProxying: {${transparentProxying}}`);

const plain = {
  networking: {
    address: '10.0.0.1',
    inbound: [
      {
        port: 80,
        address: '10.0.0.1',
        servicePort: 80,
        serviceAddress: '10.0.0.1',
        protocol: 'tcp',
        tags: { 'kuma.io/service': 'web' },
        state: 'Ready',
      },
    ],
    outbound: [],
  },
};

test('an inbound takes what it leaves out from what is around it', () => {
  assert.deepEqual(specOf(dataplane, universal(inbound)), plain);
  const [own] = specOf(
    dataplane,
    universal(
      'inbound: [{port: 80, address: 10.0.0.2, servicePort: 8080, tags: {kuma.io/protocol: HTTP2}, health: {}}]',
    ),
  ).networking.inbound;
  assert.deepEqual(own, {
    port: 80,
    address: '10.0.0.2',
    servicePort: 8080,
    serviceAddress: '10.0.0.2',
    protocol: 'http2',
    tags: { 'kuma.io/protocol': 'HTTP2' },
    health: { ready: false },
    state: 'Ready',
  });
});

test('both written forms come to one hub form, and to a place in a mesh', () => {
  const usual = decodeYaml(
    `{apiVersion: kuma.io/v1alpha1, kind: Dataplane, mesh: blue, metadata: {name: web-1, namespace: shop},
      spec: {networking: {address: 10.0.0.1, ${inbound}}}}`,
  ).resource;
  const flat = decodeYaml(universal(inbound)).resource;
  assert.ok(usual?.id === 'kuma/Dataplane' && flat?.id === 'kuma/Dataplane');
  assert.deepEqual(usual.spec, { mesh: 'blue', ...plain });
  assert.deepEqual(placeInMesh(usual), { mesh: 'blue', namespace: 'shop' });
  assert.deepEqual(placeInMesh(flat), { mesh: 'default' });
});

test('what is reachable: absent is everything, and each way to say nothing is nothing', () => {
  const reachable = (written: string) =>
    specOf(dataplane, reaching(written)).networking.transparentProxying?.reachableBackends;
  assert.equal(reachable('redirectPortInbound: 15006'), undefined);
  for (const nothing of ['{}', '{refs: []}', '{refs: }', '""'])
    assert.deepEqual(reachable(`reachableBackends: ${nothing}`), { refs: [] }, nothing);
  assert.deepEqual(
    reachable(`reachableBackends: {refs: [{kind: MeshService, name: db, port: 5432}, {kind: MeshService, name: db, port: "80"},
      {kind: MeshService, labels: {app: db}, port: sql}]}`),
    {
      refs: [
        { kind: 'MeshService', name: 'db', port: 5432, labels: {} },
        { kind: 'MeshService', name: 'db', port: 80, labels: {} },
        { kind: 'MeshService', port: 'sql', labels: { app: 'db' } },
      ],
    },
  );
});

test('transparent proxying has the ports that it is installed with', () => {
  assert.deepEqual(specOf(dataplane, reaching('')).networking.transparentProxying, {
    redirectPortInbound: 15006,
    redirectPortOutbound: 15001,
    ipFamilyMode: 'DualStack',
  });
});

const proxying = 'error networking.transparentProxying';
const ref = `${proxying}.reachableBackends.refs[0]`;
const mistakes: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a reference to a kind that is not a service',
    reaching('reachableBackends: {refs: [{kind: Service, name: db}]}'),
    [`${ref}.kind: must be one of MeshService, MeshExternalService, MeshMultiZoneService, but is "Service"`],
  ],
  [
    'a reference without a kind',
    reaching('reachableBackends: {refs: [{name: db}]}'),
    [`${ref}.kind: is required`],
  ],
  [
    'a reference without name and labels',
    reaching('reachableBackends: {refs: [{kind: MeshService}]}'),
    [`${ref}.name: is required where there are no labels`],
  ],
  [
    'a reference by labels that are none',
    reaching('reachableBackends: {refs: [{kind: MeshService, labels: {}}]}'),
    [`${ref}.name: is required where there are no labels`],
  ],
  [
    'a reference with a namespace alone',
    reaching('reachableBackends: {refs: [{kind: MeshService, namespace: shop}]}'),
    [`${ref}.name: is required where a namespace is given`],
  ],
  [
    'a reference by name and labels',
    reaching('reachableBackends: {refs: [{kind: MeshService, name: db, labels: {a: b}}]}'),
    [
      `${ref}.labels: must not be there beside a name or a namespace; a reference chooses by one or by the other`,
    ],
  ],
  [
    'a reference by a name that is none',
    reaching('reachableBackends: {refs: [{kind: MeshService, name: first$-.kuma}]}'),
    [
      `${ref}.name: must be a name of lower-case letters, digits, "-" and ".", that begins and ends with a letter or a digit, but is "first$-.kuma"`,
    ],
  ],
  [
    'an unknown field in a reference',
    reaching('reachableBackends: {refs: [{kind: MeshService, name: db, sectionName: sql}]}'),
    [`${ref}.sectionName: is not a field that is known here, so take it out`],
  ],
  [
    'an unknown field beside the references',
    reaching('reachableBackends: {ref: [{kind: MeshService, name: db}]}'),
    [
      `${proxying}.reachableBackends.ref: is not a field that is known here, so take it out; did you mean \`refs\`?`,
    ],
  ],
  [
    'a misspelt reachableBackends',
    reaching('reachableBackend: {}'),
    [
      `${proxying}.reachableBackend: is not a field that is known here, so take it out; did you mean \`reachableBackends\`?`,
    ],
  ],
  [
    'reachableBackends that are a list',
    reaching('reachableBackends: []'),
    [`${proxying}.reachableBackends: must be a map or text, but is a list`],
  ],
  [
    'reachableBackends that are a text',
    reaching('reachableBackends: none'),
    [`${proxying}.reachableBackends: must be a map with refs; {} reaches nothing, but is "none"`],
  ],
  [
    'reachableBackends without a value, which could be meant in two ways',
    reaching('reachableBackends: '),
    [
      `${proxying}.reachableBackends: has no value: write {} where nothing is to be reached, and take the line out where everything is`,
    ],
  ],
  [
    'no reachable services, which is all of them',
    reaching('reachableServices: []'),
    [
      `warning networking.transparentProxying.reachableServices: is empty, which means every service; \`reachableBackends: {}\` reaches nothing`,
    ],
  ],
  [
    'outbounds beside transparent proxying',
    universal(
      `${inbound}, outbound: [{port: 1, tags: {kuma.io/service: db}}], transparentProxying: {redirectPortOutbound: 15001}`,
    ),
    [
      'error networking.outbound: must not be there beside transparentProxying, which reaches services by their own addresses',
    ],
  ],
  [
    'an outbound by tags without a service',
    universal(`${inbound}, outbound: [{port: 1, tags: {a: b}}]`),
    ['error networking.outbound[0].tags["kuma.io/service"]: is required where there is no backendRef'],
  ],
  [
    'an outbound by tags and by reference',
    universal(
      `${inbound}, outbound: [{port: 1, tags: {kuma.io/service: db}, backendRef: {kind: MeshService, name: db, port: 1}}]`,
    ),
    ['error networking.outbound[0].tags: must not be there beside a backendRef'],
  ],
  [
    'an outbound to a service without a port',
    universal(
      `${inbound}, outbound: [{port: 1, backendRef: {kind: MeshService, name: db}}, {port: 2, backendRef: {kind: MeshExternalService, name: db}}]`,
    ),
    ['error networking.outbound[0].backendRef.port: is required for a MeshService'],
  ],
  [
    'duplicate inbounds',
    universal('inbound: [{port: 80, name: a}, {port: 80}, {port: 81, name: a}]'),
    [
      'error networking.inbound[1].port: must be unique, but inbound 0 has 10.0.0.1:80 too',
      'error networking.inbound[2].name: must be unique, but inbound 0 has a too',
    ],
  ],
  [
    'neither inbounds nor a gateway',
    universal('inbound: []'),
    ['error networking.inbound: must have at least one item where there is no gateway'],
  ],
  [
    'inbounds of a gateway',
    universal(`${inbound}, gateway: {tags: {kuma.io/service: edge}}`),
    ['error networking.inbound: must not be there beside a gateway'],
  ],
  [
    'an application where its proxy is',
    universal('inbound: [{port: 80, serviceAddress: 10.0.0.1}]'),
    [
      'error networking.inbound[0].serviceAddress: must differ from the address of the inbound where their ports are the same',
    ],
  ],
  [
    'a protocol that is none',
    universal('inbound: [{port: 80, tags: {kuma.io/protocol: smtp}}]'),
    [
      'error networking.inbound[0].tags["kuma.io/protocol"]: must be one of http, http2, grpc, tcp, kafka, mysql, but is "smtp"',
    ],
  ],
  [
    'a probe that never ends',
    universal('inbound: [{port: 80, serviceProbe: {interval: 0s, unhealthyThreshold: 0}}]'),
    [
      'error networking.inbound[0].serviceProbe.interval: must be a duration such as 10s, 500ms or 1m30s, and longer than 0s, but is "0s"',
      'error networking.inbound[0].serviceProbe.unhealthyThreshold: must be from 1 to 4294967295, but is 0',
    ],
  ],
  [
    'an address that is everybody',
    '{type: Dataplane, name: a, networking: {address: 0.0.0.0, inbound: [{port: 1}]}}',
    [
      'error networking.address: must be an address that others can reach, not that of every interface, such as 10.0.0.1',
    ],
  ],
];

for (const [name, text, expected] of mistakes) {
  test(`${name}: said with its field and its reason`, () => {
    assert.deepEqual(mistakesIn(text), expected);
  });
}

test('on Kubernetes a pod of two Services has the port of both', () => {
  assert.equal(
    specOf(
      dataplane,
      `{apiVersion: kuma.io/v1alpha1, kind: Dataplane, metadata: {name: web-1, namespace: shop}, spec: {networking: {address: 10.0.0.1,
        inbound: [{port: 80, name: http}, {port: 80, name: http}], transparentProxying: {}, outbound: [{port: 1, address: 10.1.0.1, tags: {kuma.io/service: db}}]}}}`,
    ).networking.inbound.length,
    2,
  );
});
