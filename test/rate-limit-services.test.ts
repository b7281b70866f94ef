import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { ownMachine } from './harness/evaluation.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const limited = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: limited}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop}]
  rateLimit: {type: Global, global: {rules: [{limit: {requests: 100000, unit: Hour}}]}}
`;

/** Whoever counts is of another namespace than whoever asks, which the operator's word permits. */
const counting = (name: string, port: unknown) =>
  backend(name, Number(port)).replace(`{name: ${name}}`, `{name: ${name}, namespace: operations}`);
const named = (name: string, weight: number) => ({
  ...{ group: 'gateway.envoyproxy.io', kind: 'Backend', namespace: 'operations' },
  ...{ name, weight },
});

describe('several services that count share what is asked', () => {
  let heavy: Upstreams;
  let light: Upstreams;
  let gateway: RunningGateway;
  let plain = 0;

  before(async () => {
    [heavy, light] = await Promise.all([startUpstreams(), startUpstreams()]);
    plain = await freePort();
    gateway = await runGateway(
      {
        'gateway.yaml': gatewayOn(plain),
        'shop.yaml': [
          backend('a', heavy.values.a),
          counting('heavy', heavy.values.h2),
          counting('light', light.values.h2),
          route('shop', 'shop.test', rule('/', 'a')),
          limited,
        ].join('---'),
      },
      {
        ...ownMachine,
        rateLimitService: {
          backends: [named('heavy', 3), named('light', 1)],
          timeout: 10_000,
          failsClosed: true,
        },
      },
    );
  });
  after(async () => {
    await gateway.close();
    await heavy.close();
  });

  const asked = ({ counted }: Upstreams) => [...counted.values()].reduce((sum, count) => sum + count, 0);
  async function send(count: number): Promise<void> {
    for (let i = 0; i < count; i++)
      assert.equal((await ask({ plain, secure: plain }, { host: 'shop.test', path: '/' })).status, 200);
  }

  it('by their weights', async () => {
    await send(200);
    assert.equal(asked(heavy) + asked(light), 200);
    const share = asked(light) / 200;
    assert.ok(share > 0.12 && share < 0.38, `the lighter one was asked ${asked(light)} of 200 times`);
  });

  it('and one is asked for all while the other is down', async () => {
    const before = asked(heavy);
    await light.close();
    await send(40);
    assert.equal(asked(heavy), before + 40);
  });
});
