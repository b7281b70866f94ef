import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { type Door, openDoor } from './harness/door.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

let upstreams: Upstreams;
let first: Door;
let second: Door;
let gateway: RunningGateway;
let plain: number;

before(async () => {
  upstreams = await startUpstreams();
  first = await openDoor(Number(upstreams.values.a));
  second = await openDoor(Number(upstreams.values.b));
  plain = await freePort();
  const backend = (name: string, spec: string) => `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: ${spec}
`;
  gateway = await runGateway({
    'gateway.yaml': gatewayOn(plain),
    'backends.yaml': [
      backend('address', `{static: {hosts: [{host: 127.0.0.1, port: ${first.port}}]}}`),
      backend('name', `{static: {hosts: [{host: localhost, port: ${second.port}}]}}`),
      backend('socket', `{pipe: {path: "${upstreams.values['socket-directory']}/unix.sock"}}`),
      backend(
        'shop',
        `{priorityGroups: [${['address', 'name', 'socket'].map(name => `{backendRefs: [{name: ${name}}]}`).join(', ')}]}`,
      ),
    ].join(''),
    'route.yaml': `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: shop}]}]
`,
  });
});
after(async () => {
  await gateway.close();
  first.close();
  second.close();
  await upstreams.close();
});

/** Who answered so many requests, or what status came instead. */
async function answered(count: number): Promise<readonly string[]> {
  const found = new Set<string>();
  for (let i = 0; i < count; i++) {
    const { status, seen } = await ask({ plain, secure: 0 }, { host: 'shop.test', path: '/' });
    found.add(seen?.backend ?? String(status));
  }
  return [...found];
}

it('groups of other types take over as endpoints die, without losing a request, and without a health check', async () => {
  assert.deepEqual(await answered(20), ['a']);
  await first.shut();
  assert.deepEqual(await answered(40), ['b']);
  await second.shut();
  assert.deepEqual(await answered(40), ['unix']);
});
