import assert from 'node:assert/strict';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { runGateway } from './harness/running-gateway.ts';

/** In messages of the gRPC health protocol (`HealthCheckResponse.status`). */
const answers = { serving: 1, notServing: 2 } as const;

test('a MeshHealthCheck asks services of gRPC how they are, in their own words', async t => {
  let said: (typeof answers)[keyof typeof answers] = answers.serving;
  const asked: string[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer().on('stream', (stream, headers) => {
    const isCheck = headers[':path'] === '/grpc.health.v1.Health/Check';
    if (isCheck) asked.push(String(headers[':authority']));
    const message = isCheck ? Buffer.from([8, said]) : Buffer.from('{}');
    stream.on('error', () => {}).resume();
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
  });
  server.on('session', session => sessions.add(session));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const outbound = await freePort();
  const dataplane = (name: string, address: string, inbound: string, rest = '') => `
type: Dataplane
mesh: default
name: ${name}
networking:
  address: ${address}
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, ${inbound}, tags: {kuma.io/service: ${name}}}]
  ${rest}
`;
  const port = (server.address() as AddressInfo).port;
  const mesh = await runGateway({
    'client.yaml': dataplane(
      'client',
      '127.8.4.1',
      `servicePort: ${port}`,
      `outbound: [{port: ${outbound}, tags: {kuma.io/service: shop}}]`,
    ),
    'shop.yaml': dataplane('shop', '127.8.4.2', `servicePort: ${port}, protocol: grpc`),
    'check.yaml': `
type: MeshHealthCheck
mesh: default
name: checks
spec:
  to:
    - targetRef: {kind: Mesh}
      default:
        interval: 100ms
        timeout: 1s
        unhealthyThreshold: 1
        healthyThreshold: 1
        healthyPanicThreshold: 0
        grpc: {serviceName: shop.Cart, authority: health.test}
`,
  });
  t.after(async () => {
    await mesh.close();
    for (const session of sessions) session.destroy();
    server.close();
  });
  const becomes = async (status: number) => {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const { grpcStatus } = await ask(
        { plain: outbound, secure: 0 },
        { host: 'shop', path: '/shop.Cart/Add', grpc: true },
      );
      if (grpcStatus === status) return;
      assert.ok(Date.now() < deadline, `${grpcStatus} in place of ${status}`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  await becomes(0);
  assert.ok(asked.includes('health.test'), asked.join(' '));
  said = answers.notServing;
  await becomes(14);
  said = answers.serving;
  await becomes(0);
});
