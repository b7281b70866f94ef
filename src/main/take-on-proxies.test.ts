import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createGraph } from '#graph';
import type { Dataplane } from '#resources';
import { type JoinServer, startJoinServer } from '#server';
import { createJoinedDataplanes, type JoinedDataplanes } from '#sources/joined';
import { createMemoryState } from '#state';
import { Follower } from '../sources/follower.ts';
import { takeOnProxies } from './take-on-proxies.ts';
import { openTokens, type Tokens } from './tokens.ts';

const dataplane = (service: string) => `type: Dataplane
mesh: default
name: web-1
networking:
  address: 192.0.2.1
  inbound: [{port: 80, tags: {kuma.io/service: ${service}}}]
`;

describe('a control plane that asks proxies for tokens', () => {
  let tokens: Tokens;
  let joined: JoinedDataplanes;
  let follower: Follower;
  let server: JoinServer;
  let now = Date.now();
  before(async () => {
    const state = createMemoryState();
    tokens = await openTokens({ state, now: () => now, onNotice: assert.fail });
    joined = createJoinedDataplanes({ state });
    follower = await Follower.start(joined.source);
    const dataplanes = createGraph().source<Dataplane>('dataplanes');
    const meshOf = () => undefined;
    server = await startJoinServer({
      ...{ host: '127.0.0.1', port: 0 },
      ...takeOnProxies({
        joined,
        tokens,
        xdsAddress: () => '127.0.0.1:1',
        dataplanes: () => dataplanes,
        meshOf,
        tellsHealth: true,
      }),
      onBug: bug => assert.fail(String(bug)),
    });
  });
  after(async () => {
    joined.stop();
    await server.close();
  });

  const join = async (token?: string, service = 'web') => {
    const response = await fetch(`${server.url}/bootstrap`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ mesh: 'default', name: 'web-1', dataplaneResource: dataplane(service) },
        ...(token === undefined ? {} : { dataplaneToken: token }),
      }),
    });
    return { status: response.status, text: await response.text() };
  };
  const issue = (more: object) =>
    tokens.issue({ kind: 'dataplane', mesh: 'default', tags: {}, ...more } as never, 60_000);

  it('takes nobody on without one, or with one for another, and keeps nothing of him', async () => {
    assert.equal((await join()).status, 401);
    assert.equal((await join('nonsense')).status, 401);
    assert.equal((await join(await issue({ name: 'web-2' }))).status, 403);
    assert.equal((await join(await issue({ mesh: 'other', name: 'web-1' }))).status, 401);
    const ofWeb = await issue({ tags: { 'kuma.io/service': ['web'] } });
    const other = await join(ofWeb, 'payments');
    assert.equal(other.status, 403, other.text);
    assert.equal(follower.entries.size, 0);
  });

  it('takes on who shows his own, which his Envoy shows too, until it has run out', async () => {
    const token = await issue({ name: 'web-1' });
    const { status, text } = await join(token);
    assert.equal(status, 200, text);
    const { dynamicResources, clusterManager, statsSinks } = JSON.parse(text);
    // What it has, what it sends to whom, and how its endpoints are: all go the same way.
    for (const { grpcServices } of [dynamicResources.adsConfig, clusterManager.loadStatsConfig])
      assert.equal(grpcServices[0].initialMetadata[0].value, token);
    const { grpcService, resourceDetectors } = statsSinks[0].typedConfig;
    assert.equal(grpcService.initialMetadata[0].value, token);
    assert.equal(resourceDetectors[0].typedConfig.attributes['fairlead.view'], 'default.web-1');
    assert.equal(follower.entries.size, 1);
    now += 3_600_000;
    assert.equal((await join(token)).status, 401);
  });
});
