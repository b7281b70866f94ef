import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Client, Push } from '#xds';
import { ChangeWindow } from './change-window.ts';

const client = (id: string, upToDate = true): Client => ({
  ...{ id, node: id, view: 'default/web', viewKnown: true, envoyVersion: '1.40.0', mode: 'delta' },
  ...{ connectedAt: 0, upToDate, hasListeners: true, rejected: [] },
});
const push = (given: Partial<Push>): Push => ({
  ...{
    view: 'default/web',
    client: '1',
    type: 'virtualHost',
    names: [],
    removed: [],
    bytes: 0,
    milliseconds: 1,
  },
  ...given,
});

/** A window, and what it says when it is done. */
function open(clients: () => readonly Client[]) {
  let done: (said: { changes: string[]; outcome: string }) => void = () => {};
  const said = new Promise<{ changes: string[]; outcome: string }>(resolve => {
    done = resolve;
  });
  const window = new ChangeWindow({
    clients,
    done: (changes, outcome) => done({ changes: changes.map(([key, sign]) => `${sign} ${key}`), outcome }),
  });
  return { window, said };
}

describe('what a change did, in words', () => {
  it('counts what was sent of it, to how many, until all have acknowledged', async () => {
    let clients = [client('1', false), client('2', false)];
    const { window, said } = open(() => clients);
    window.note('route', '~');
    window.expect('virtualHost', 'default/web/80/a');
    window.expect('cluster', 'backend/x');
    window.settled();
    window.pushed(push({ type: 'cluster', names: ['backend/x'], bytes: 800 }));
    window.pushed(push({ names: ['default/web/80/a'], bytes: 412 }));
    window.pushed(push({ client: '2', names: ['default/web/80/a'], bytes: 412 }));
    clients = [client('1'), client('2')];
    const { changes, outcome } = await said;
    assert.deepEqual(changes, ['~ route']);
    assert.match(outcome, /^1 virtual host, 1 cluster, 1\.6 kB to 2 proxies, acknowledged in \d+(\.\d)? ms$/);
  });

  it('counts nothing that another change, or a new proxy, was sent', async () => {
    const { window, said } = open(() => [client('1')]);
    window.note('route', '~');
    window.expect('virtualHost', 'default/web/80/a');
    window.settled();
    window.pushed(push({ names: ['default/web/80/b'], bytes: 5000 }));
    window.pushed(push({ type: 'cluster', names: ['default/web/80/a'], bytes: 5000 }));
    assert.equal((await said).outcome, '1 virtual host, for no connected proxy');
  });

  it('knows virtual hosts again within the route table of a state-of-the-world client', async () => {
    const { window, said } = open(() => [client('1')]);
    window.note('route', '+');
    window.expect('virtualHost', 'default/web/80/a');
    window.settled();
    window.pushed(push({ type: 'route', names: ['default/web/80'], bytes: 900 }));
    assert.match((await said).outcome, /^1 virtual host, 900 B to 1 proxy, acknowledged/);
  });

  it('says so where nothing came of it, where nobody is there, and where it was refused', async () => {
    const nothing = open(() => [client('1')]);
    nothing.window.note('namespace', '+');
    nothing.window.settled();
    assert.equal((await nothing.said).outcome, 'nothing to send');
    const nobody = open(() => []);
    nobody.window.note('route', '-');
    nobody.window.expect('virtualHost', 'a');
    nobody.window.settled();
    assert.equal((await nobody.said).outcome, '1 virtual host, no proxy is connected');
    const refused = open(() => [client('1')]);
    refused.window.note('route', '~');
    refused.window.expect('virtualHost', 'a');
    refused.window.settled();
    refused.window.pushed(push({ names: ['a'], bytes: 10, rejected: 'no' }));
    assert.match((await refused.said).outcome, /^1 virtual host, 10 B to 1 proxy, refused by 1 proxy in/);
  });

  it('does not wait for ever: after a second it says who did not acknowledge', async () => {
    const { window, said } = open(() => [client('1'), client('2', false)]);
    window.note('route', '~');
    window.expect('virtualHost', 'a');
    window.settled();
    window.pushed(push({ names: ['a'], bytes: 10 }));
    const { outcome } = await said;
    assert.match(outcome, /acknowledged in .*; 1 proxy did not acknowledge yet$/);
  });

  it('is one change where an object changes several times before it is told: what became of it in all', async () => {
    const { window, said } = open(() => []);
    window.note('added', '+');
    window.note('edited', '~');
    window.note('added', '~');
    window.note('edited', '~');
    window.note('gone again', '+');
    window.note('gone again', '-');
    window.note('replaced', '-');
    window.note('replaced', '+');
    window.note('removed', '~');
    window.note('removed', '-');
    window.settled();
    assert.deepEqual((await said).changes, [
      '+ added',
      '~ edited',
      '- gone again',
      '~ replaced',
      '- removed',
    ]);
  });
});
