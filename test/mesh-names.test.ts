import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { DnsTable_DnsVirtualDomainSchema } from '#gen/envoy/data/dns/v3/dns_table_pb.js';
import { twinOf, virtualAddress } from '#model';
import { resourcesByProxy } from '../src/main/evaluation.ts';
import { handFed } from '../src/main/testing/hand-fed.ts';
import { ownMachine } from './harness/evaluation.ts';

const dataplane = (name: string, reach: string, ...inbounds: readonly string[]) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  address: 10.0.0.${name.length}
  inbound: [${inbounds.join(', ') || '{port: 9000}'}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001${reach}}
`;
const inbound = (port: number, tags: string) => `{port: ${port}, tags: {${tags}}}`;
const meshService = (name: string, more = '') => `
type: MeshService
mesh: default
name: ${name}
labels: {team: ${name}}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{name: http, port: 80, targetPort: 8080, appProtocol: http}, {name: admin, port: 81}]
${more}`;

function evaluate(...documents: readonly string[]) {
  const fed = handFed(ownMachine);
  fed.put(documents.join('\n---\n'));
  const told = (proxy: string, type: 'hostname' | 'listener') =>
    [...resourcesByProxy(fed.pipeline)]
      .filter(([id]) => id === proxy)
      .flatMap(([, resources]) => resources.filter(one => one.type === type));
  return {
    ...fed,
    /** The names that a proxy is told, with their addresses. */
    names: (proxy: string) =>
      Object.fromEntries(
        told(proxy, 'hostname').map(({ bytes }) => {
          const { name, endpoint } = fromBinary(DnsTable_DnsVirtualDomainSchema, bytes);
          const { endpointConfig } = endpoint ?? {};
          return [name, endpointConfig?.case === 'addressList' ? endpointConfig.value.address : []];
        }),
      ),
    listeners: (proxy: string) => told(proxy, 'listener').map(({ name }) => name),
    findings: (kind: string, name: string) =>
      [...fed.pipeline.status.findings.entries()]
        .filter(([key]) => key.includes(`/${kind}/`) && key.endsWith(`/${name}`))
        .flatMap(([, findings]) => findings.map(({ message }) => message)),
    status: (kind: string, name: string) =>
      [...fed.pipeline.status.statuses.entries()].find(
        ([key]) => key.includes(`/${kind}/`) && key.endsWith(`/${name}`),
      )?.[1],
  };
}

const both = (kind: 'MeshService' | 'ServiceTag', key: string) => {
  const address = virtualAddress(kind, key);
  return [address, twinOf(address)];
};
const shop = both('MeshService', 'kuma.io/MeshService/local/default/shop');

describe('names of a mesh', () => {
  it('are told to who reaches what they are of, with its addresses, at which its ports are listened on', () => {
    const { names, listeners } = evaluate(
      meshService('shop'),
      meshService('cart'),
      dataplane('all', ''),
      dataplane('shop', ', reachableBackends: {}'),
      dataplane('some', ', reachableBackends: {refs: [{kind: MeshService, name: shop, port: 80}]}'),
    );
    assert.deepEqual(Object.keys(names('default.all')).sort(), [
      'cart.svc.mesh.local',
      'shop.svc.mesh.local',
    ]);
    assert.deepEqual(names('default.some'), { 'shop.svc.mesh.local': shop });
    assert.deepEqual(names('default.shop'), {});
    const ports = (proxy: string) => listeners(proxy).filter(name => name.startsWith('outbound:')).length;
    assert.deepEqual(
      ['all', 'some', 'shop'].map(one => ports(`default.${one}`)),
      [4, 1, 0],
    );
  });

  it('follow the generators and services, which are told what became of them', () => {
    const fed = evaluate(meshService('shop'), dataplane('client', ''));
    fed.put(`
type: HostnameGenerator
name: teams
spec: {selector: {meshService: {matchLabels: {team: shop}}}, template: '{{ .DisplayName }}.{{ label "tier" }}.local'}
`);
    const problem = 'pre evaluation of template with parameters failed';
    assert.match(
      fed.findings('HostnameGenerator', 'teams').join(),
      new RegExp(`gives MeshService: shop no name: ${problem}`),
    );
    fed.put(meshService('shop').replace('{team: shop}', '{team: shop, tier: front}'));
    assert.deepEqual(fed.names('default.client'), { 'shop.svc.mesh.local': shop, 'shop.front.local': shop });
    assert.deepEqual(fed.findings('HostnameGenerator', 'teams'), []);
    const status = fed.status('MeshService', 'shop');
    assert.deepEqual(
      status?.vips,
      shop.map(ip => ({ ip })),
    );
    assert.deepEqual(
      status?.addresses?.map(address => 'hostname' in address && address.hostname),
      ['shop.svc.mesh.local', 'shop.front.local'],
    );
    assert.deepEqual(status?.dataplaneProxies, { healthy: 0, total: 0 });
    fed.put(dataplane('shop', '', inbound(8080, 'kuma.io/service: old_shop')));
    assert.deepEqual(fed.status('MeshService', 'shop')?.dataplaneProxies, { healthy: 1, total: 1 });
    assert.deepEqual(Object.keys(fed.names('default.client')).sort(), [
      'old.shop.mesh',
      'old_shop.mesh',
      'shop.front.local',
      'shop.svc.mesh.local',
    ]);
  });

  it('that VirtualOutbounds make lead to the inbounds of their tags, at their ports, by an address of their own', () => {
    const fed = evaluate(
      dataplane('client', ''),
      dataplane(
        'web',
        '',
        inbound(8080, 'kuma.io/service: web, version: v1, port: "1800"'),
        inbound(8081, 'kuma.io/service: web, version: v2, port: "1900"'),
      ),
      `
type: VirtualOutbound
mesh: default
name: versions
selectors: [{match: {kuma.io/service: '*'}}]
conf:
  host: '{{.version}}.{{.service}}.mesh'
  port: '{{.port}}'
  parameters: [{name: service, tagKey: kuma.io/service}, {name: version}, {name: port}]
`,
    );
    const address = (version: string) => both('ServiceTag', `virtual-outbound/default/${version}.web.mesh`);
    assert.deepEqual(fed.names('default.client'), {
      'web.mesh': both('ServiceTag', 'kuma.io/ServiceTag/local/default/web'),
      'v1.web.mesh': address('v1'),
      'v2.web.mesh': address('v2'),
    });
    const endpoints = (version: string, port: number) =>
      fed.pipeline.translation.backends
        .get(`virtualoutbound.kuma.io/local/default/${version}.web.mesh/${port}`)
        ?.endpoints.map(one => one.kind === 'ip' && one.port);
    assert.deepEqual([endpoints('v1', 1800), endpoints('v2', 1900)], [[8080], [8081]]);
    fed.put(dataplane('other', '', inbound(8080, 'kuma.io/service: db')));
    assert.match(
      fed.findings('VirtualOutbound', 'versions').join(),
      /^conf.host: evaluation of template with parameters didn't return a valid dns name result="<no value>.db.mesh"/,
    );
    // Who reaches one service by its tag reaches the names of that one alone.
    fed.put(dataplane('few', ', reachableServices: [db]'));
    assert.deepEqual(
      Object.keys(fed.names('default.few')).filter(name => name.endsWith('.mesh')),
      ['db.mesh'],
    );
  });

  it('are others in each mesh, though they are called the same', () => {
    const inMesh = (text: string) => text.replace('mesh: default', 'mesh: other');
    const { names } = evaluate(
      ...[meshService('shop'), inMesh(meshService('shop'))],
      ...[dataplane('client', ''), inMesh(dataplane('client', ''))],
    );
    assert.deepEqual(names('default.client'), { 'shop.svc.mesh.local': shop });
    assert.deepEqual(names('other.client'), {
      'shop.svc.mesh.local': both('MeshService', 'kuma.io/MeshService/local/other/shop'),
    });
  });

  it('cost a service that comes what is about it, and who does not reach it nothing, however many there are', () => {
    const ran: string[] = [];
    const fed = handFed(ownMachine, { onRun: (collection, key) => ran.push(`${collection} ${key}`) });
    const many = Array.from({ length: 300 }, (_, i) => meshService(`s${i}`));
    const few = dataplane('few', ', reachableBackends: {refs: [{kind: MeshService, name: s1}]}');
    fed.put([...many, dataplane('all', ''), few].join('\n---\n'));
    ran.length = 0;
    fed.put(meshService('newcomer'));
    // Whether a declaration selects anything is asked of each set that it is in.
    const others = ran.filter(run => !run.includes('newcomer') && !run.startsWith('reach/unmatched '));
    assert.deepEqual(others, []);
    assert(ran.length < 140, `${ran.length} runs`);
  });

  it('are told just so to who is treated otherwise by a policy', () => {
    const { names, listeners } = evaluate(
      meshService('shop'),
      dataplane('client', ''),
      dataplane('other', ''),
      `
type: MeshTimeout
mesh: default
name: slow
spec:
  targetRef: {kind: Dataplane, labels: {app: other}}
  to: [{targetRef: {kind: MeshService, name: shop}, default: {http: {requestTimeout: 7s}}}]
`,
    );
    assert.deepEqual(names('default.other'), { 'shop.svc.mesh.local': shop });
    assert.deepEqual(names('default.client'), { 'shop.svc.mesh.local': shop });
    const outbound = (proxy: string) => listeners(proxy).filter(name => name.startsWith('outbound:')).length;
    assert.deepEqual([outbound('default.other'), outbound('default.client')], [2, 2]);
  });

  it('are as before, and nothing is said, where a service is put back as it was got', () => {
    const external = `
type: MeshExternalService
mesh: default
name: bank
spec: {match: {port: 80, protocol: http}, endpoints: [{address: bank.example, port: 80}]}
`;
    const fed = evaluate(meshService('shop'), external, dataplane('client', ''));
    const before = fed.names('default.client');
    fed.put(`${external}status: ${JSON.stringify(fed.status('MeshExternalService', 'bank'))}\n`);
    fed.put(meshService('shop', `status: ${JSON.stringify(fed.status('MeshService', 'shop'))}\n`));
    assert.deepEqual(fed.names('default.client'), before);
    assert.deepEqual(fed.findings('MeshExternalService', 'bank'), []);
  });

  it('keep the addresses that were written, unless those are another’s: that is said', () => {
    const written = '\nstatus: {vips: [{ip: 10.96.0.7}]}\n';
    const { names, findings } = evaluate(
      meshService('a', written),
      meshService('b', written),
      dataplane('client', ''),
    );
    assert.deepEqual(names('default.client')['a.svc.mesh.local'], ['10.96.0.7']);
    assert.match(names('default.client')['b.svc.mesh.local']?.[0] ?? '', /^241\./);
    assert.equal(
      findings('MeshService', 'b').at(-1),
      '10.96.0.7 is the address of meshservice/default/a: leave it out, or write another',
    );
    assert.equal(
      findings('MeshService', 'a').some(one => one.includes('10.96.0.7')),
      false,
    );
  });
});
