import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { ownMachine } from './harness/evaluation.ts';
import { gatewayOn } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const anywhere = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: anywhere}
spec: {type: DynamicResolver}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: anywhere}
spec:
  parentRefs: [{name: edge}]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: anywhere}]}]
`;

describe('a Backend that goes where each request says, through a real Envoy', () => {
  let upstreams: Upstreams;
  let open: RunningGateway;
  let guarded: RunningGateway;
  let ports: readonly [number, number];
  before(async () => {
    upstreams = await startUpstreams();
    ports = [await freePort(), await freePort()];
    const refused = { port: Number(upstreams.values.b), reachedBy: () => true };
    open = await runGateway(
      { 'gateway.yaml': gatewayOn(ports[0]), 'anywhere.yaml': anywhere },
      { ...ownMachine, ownListeners: [refused] },
    );
    guarded = await runGateway(
      { 'gateway.yaml': gatewayOn(ports[1]), 'anywhere.yaml': anywhere },
      { ...ownMachine, allowed: new Set() },
    );
  });
  after(async () => {
    await open.close();
    await guarded.close();
    await upstreams.close();
  });

  const answer = async (plain: number, host: string) => {
    const { status, seen } = await ask({ plain, secure: 0 }, { host, path: '/' });
    return seen?.backend ?? status;
  };

  it('sends to the host and port that a request names, where the operator allows what it resolves to', async () => {
    const { a, c } = upstreams.values;
    assert.equal(await answer(ports[0], `localhost:${a}`), 'a');
    assert.equal(await answer(ports[0], `127.0.0.1:${c}`), 'c');
  });

  it('refuses by what a name was resolved to, however an address is written', async () => {
    const { a } = upstreams.values;
    const hosts = [
      'localhost',
      'LOCALHOST.',
      '127.0.0.1',
      '127.1.2.3',
      '0.0.0.0',
      '[::1]',
      '[::ffff:127.0.0.1]',
    ];
    for (const host of hosts) assert.equal(await answer(ports[1], `${host}:${a}`), 403, host);
    assert.equal(await answer(ports[1], '169.254.169.254'), 403);
    assert.equal(await answer(ports[0], '169.254.169.254'), 403);
  });

  it('refuses the ports of the control plane, whatever else is allowed', async () => {
    assert.equal(await answer(ports[0], `localhost:${upstreams.values.b}`), 403);
  });
});
