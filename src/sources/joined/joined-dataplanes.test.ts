import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { createManualClock, type ManualClock } from '#lib/manual-clock.ts';
import type { Dataplane } from '#resources';
import { createMemoryState, type State } from '#state';
import { Follower } from '../follower.ts';
import { createJoinedDataplanes, type JoinedDataplanes } from './joined-dataplanes.ts';

const web = (port = 8080) => `
type: Dataplane
mesh: default
name: web-1
networking:
  address: 192.0.2.1
  inbound:
    - {port: ${port}, tags: {kuma.io/service: web}}
    - {port: 9090, state: Ignored}
`;
const web1 = { mesh: 'default', name: 'web-1' };
const view = 'default.web-1';
const key = 'kuma.io/Dataplane/local/default/web-1';
const connecting = [{ view, hasListeners: false }];
const serving = [{ view, hasListeners: true }, ...connecting];

describe('dataplanes that joined', () => {
  let state: State;
  let clock: ManualClock;
  let joined: JoinedDataplanes;
  let follower: Follower;
  const open = async () => {
    joined = createJoinedDataplanes({ state, clock });
    await joined.restore();
    follower = await Follower.start(joined.source);
  };
  const states = () => {
    const resource = follower.entries.get(key)?.resource as Dataplane | undefined;
    return resource?.spec.networking.inbound.map(one => one.state);
  };
  beforeEach(async () => {
    state = createMemoryState();
    clock = createManualClock();
    await open();
  });

  it('are there at once, and callable from when their proxy listens', async () => {
    const { proxy, key: taken } = await joined.join(web(), web1);
    assert.deepEqual([proxy, taken], [view, key]);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    joined.follow(connecting);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    joined.follow(serving);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    // Listeners that change are in flight for a moment.
    joined.follow(connecting);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
  });

  it('are not callable soon after their proxy is gone, and go after ten seconds', async () => {
    await joined.join(web(), web1);
    joined.follow(serving);
    joined.follow([]);
    clock.turn(699);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    clock.turn(1);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    clock.turn(9_299);
    assert.ok(follower.entries.has(key));
    clock.turn(1);
    assert.equal(follower.entries.has(key), false);
    assert.equal((await state.load('joined')).size, 0);
    assert.equal(clock.waiting, 0);
  });

  it('stay where their proxy is back in time', async () => {
    await joined.join(web(), web1);
    joined.follow(serving);
    joined.follow([]);
    clock.turn(500);
    joined.follow(connecting);
    clock.turn(60_000);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    joined.follow([]);
    clock.turn(5_000);
    joined.follow(connecting);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    joined.follow(serving);
    clock.turn(60_000);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
  });

  it('are called by nobody while their proxy leaves', async () => {
    await joined.join(web(), web1);
    joined.follow(serving);
    joined.leave(view);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    joined.follow(serving);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    await joined.join(web(), web1);
    assert.deepEqual(states(), ['Ready', 'Ignored'], 'who joins again has changed its mind');
  });

  it('change in place when their proxy joins again', async () => {
    await joined.join(web(), web1);
    joined.follow(serving);
    await joined.join(web(8081), web1);
    const resource = follower.entries.get(key)?.resource as Dataplane;
    assert.deepEqual([resource.spec.networking.inbound[0]?.port, states()], [8081, ['Ready', 'Ignored']]);
    clock.turn(120_000);
    assert.ok(follower.entries.has(key));
  });

  it('are forgotten where no proxy comes within a minute', async () => {
    await joined.join(web(), web1);
    clock.turn(59_999);
    assert.ok(follower.entries.has(key));
    clock.turn(1);
    assert.equal(follower.entries.has(key), false);
  });

  it('are there after a restart as they were, and go when their proxies do not come back in half a minute', async () => {
    await joined.join(web(), web1);
    joined.follow(serving);
    await joined.join(web().replace('web-1', 'web-2'), { ...web1, name: 'web-2' });
    joined.stop();
    await state.put('joined garbled', '{');
    await open();
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    assert.equal(follower.entries.size, 2);
    clock.turn(29_000);
    joined.follow(connecting);
    clock.turn(1_000);
    assert.deepEqual([states(), follower.entries.size], [['Ready', 'Ignored'], 1]);
    assert.deepEqual([...(await state.load('joined')).keys()], ['joined default.web-1']);
  });

  it('are not callable after a restart where they were about to go, or gone', async () => {
    await joined.join(web(), web1);
    joined.follow(serving);
    joined.leave(view);
    joined.stop();
    await open();
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    joined.follow(serving);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    joined.follow([]);
    clock.turn(1_000);
    joined.stop();
    await open();
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
  });

  it('are not called where nothing listens behind an inbound, as their proxies tell', async () => {
    const probed = web().replace('tags: {kuma', 'serviceProbe: {tcp: {}}, tags: {kuma');
    await joined.join(probed, { ...web1, tellsReadiness: true });
    joined.follow(serving);
    assert.deepEqual(states(), ['NotReady', 'Ignored'], 'nothing is known yet');
    joined.report(view, []);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    joined.report(view, [8080]);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
    joined.stop();
    await open();
    assert.deepEqual(states(), ['NotReady', 'Ignored'], 'over a restart, too');
    joined.report(view, []);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
    joined.report('default.nobody', [1]);
  });

  it('are called where their proxies do not tell', async () => {
    await joined.join(web().replace('tags: {kuma', 'serviceProbe: {tcp: {}}, tags: {kuma'), web1);
    joined.follow(serving);
    assert.deepEqual(states(), ['Ready', 'Ignored']);
  });

  it('say what is wrong with one, and leave alone what was there', async () => {
    await joined.join(web(), web1);
    const refused = async (text: string, why: RegExp) =>
      assert.rejects(
        joined.join(text, web1),
        error => isFault(error) && error.code === 'input' && why.test(error.message),
      );
    await refused(web().replace('8080', '"x"'), /networking\.inbound\[0\]\.port/);
    await refused('type: Dataplane\nname: [', /not valid YAML/);
    await refused('type: Mesh\nname: default', /`type: Dataplane`/);
    await refused(web().replace('web-1', 'web-2'), /is web-2 in the mesh default, but web-1/);
    await refused('7', /must be a map/);
    await refused('x'.repeat(300_000), /is longer/);
    await refused(web().replace('tags: {kuma', 'surplus: 1, tags: {kuma'), /surplus/);
    assert.deepEqual(states(), ['NotReady', 'Ignored']);
  });
});
