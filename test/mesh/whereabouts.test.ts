import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { freePorts } from '#lib/testing/free-port.ts';
import { DnsServer } from '../../src/discovery/testing/dns-server.ts';
import { ask } from '../harness/client.ts';
import { asking } from '../harness/dns.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { type RunningGateway, runGateway } from '../harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from '../harness/upstreams.ts';

/** Workloads stand at addresses of loopback of their own; `outwards` is where the private one is reached. */
const addresses = { edge: '127.10.0.1', named: '127.10.0.2', private: '127.10.0.3', outwards: '127.10.0.4' };

describe('where workloads are, through real Envoys', () => {
  let upstreams: Upstreams;
  let dns: DnsServer;
  let forwarder: Server;
  let forwarded = 0;
  let mesh: RunningGateway;
  let ports: readonly number[];

  const meshFile = (forbids: boolean) => `
type: Mesh
name: default
routing: {localityAwareLoadBalancing: true, defaultForbidMeshExternalServiceAccess: ${forbids}}
`;
  const workload = (name: string, networking: string, to: number | string | undefined) => `
type: Dataplane
mesh: default
name: ${name}
labels: {app: ${name}}
networking:
  ${networking}
  inbound: [{name: web, port: 8080, serviceAddress: 127.0.0.1, servicePort: ${to}, protocol: http}]
---
type: MeshService
mesh: default
name: ${name}
spec:
  selector: {dataplaneLabels: {matchLabels: {app: ${name}}}}
  ports: [{port: 80, targetPort: web, appProtocol: http}]
`;
  const outside = (to: number | string | undefined) => `
type: MeshExternalService
mesh: default
name: outside
spec:
  match: {port: 80, protocol: http}
  endpoints: [{address: outside.test, port: ${to}}]
`;
  /** A gateway that its user runs: what comes to it does not pass its sidecar, what it sends does. */
  const gateway = (named = 0, hidden = 0, external = 0) => `
type: Dataplane
mesh: default
name: edge
networking:
  address: ${addresses.edge}
  gateway: {type: DELEGATED, tags: {kuma.io/service: edge}}
  outbound:
    - {port: ${named}, backendRef: {kind: MeshService, name: named, port: 80}}
    - {port: ${hidden}, backendRef: {kind: MeshService, name: private, port: 80}}
    - {port: ${external}, backendRef: {kind: MeshExternalService, name: outside, port: 80}}
`;

  before(async () => {
    [upstreams, dns, ports] = [await startUpstreams(), await DnsServer.start(), await freePorts(3)];
    dns.zone['named.test'] = { addresses: [addresses.named], ttl: 60 };
    dns.zone['outside.test'] = { addresses: ['127.0.0.1'], ttl: 60 };
    forwarder = createServer(socket => {
      forwarded++;
      const inner = connect(8080, addresses.private);
      socket.pipe(inner).pipe(socket);
      for (const end of [socket, inner]) end.on('error', () => {});
    });
    await once(forwarder.listen(8080, addresses.outwards), 'listening');
    const { a, b, c } = upstreams.values;
    const hidden = `address: ${addresses.private}\n  advertisedAddress: ${addresses.outwards}`;
    mesh = await runGateway(
      {
        'mesh.yaml': meshFile(false),
        'edge.yaml': gateway(...ports),
        'named.yaml': workload('named', 'address: named.test', a),
        'private.yaml': workload('private', hidden, b),
        'outside.yaml': outside(c),
      },
      { ...ownMachine, checksNames: true },
      { discoveries: asking(dns) },
    );
  });
  after(async () => {
    await mesh.close();
    forwarder.close();
    await dns.stop();
    await upstreams.close();
  });

  const call = (which: 0 | 1 | 2) =>
    ask({ plain: ports[which] ?? 0, secure: 0 }, { host: 'anything.mesh', path: '/' });
  const answers = async (which: 0 | 1 | 2, expected: number) => {
    for (const end = Date.now() + 20_000; ; ) {
      const { status, seen } = await call(which);
      if (status === expected || Date.now() > end) return seen?.backend ?? status;
    }
  };
  const findings = (name: string) =>
    [...mesh.controlPlane.pipeline.status.findings.entries()]
      .filter(([key]) => key.endsWith(`/${name}`))
      .flatMap(([, found]) => found.map(({ path, message }) => `${path}: ${message}`));

  it('may be said by a name, which the control plane looks up', async () => {
    assert.equal(await answers(0, 200), 'a');
    assert.deepEqual(findings('named'), []);
  });

  it('is for others what is advertised, while the sidecar listens at its own address', async () => {
    assert.equal(await answers(1, 200), 'b');
    assert.equal(forwarded, 1);
  });

  it('is not known where a name leads nowhere, which is said of the Dataplane and disturbs nobody else', async () => {
    await mesh.edit('named.yaml', workload('named', 'address: nowhere.test', upstreams.values.a));
    assert.equal(await answers(0, 503), 503);
    assert.match(findings('named').join(), /^networking\.address: nowhere\.test could not be resolved/);
    assert.equal(await answers(1, 200), 'b');
  });

  it('is looked up for services outside as well, which the mesh can forbid', async () => {
    assert.equal(await answers(2, 200), 'c');
    mesh.write('mesh.yaml', meshFile(true));
    assert.equal(await answers(2, 503), 503);
    assert.match(findings('outside').join(), /the mesh default forbids calls to services outside/);
    mesh.write('mesh.yaml', meshFile(false));
    assert.equal(await answers(2, 200), 'c');
  });
});
