import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { made, type Stage, stage, view } from './testing/stage.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Workloads come and go by names that nobody else ever has: each with a view, a set of its own, and what is in it. */
function comeAndGo({ server, clock }: Stage, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const name = `w${i}`;
    const things = [made('cluster', name), made('endpoints', name), made('listener', name)];
    const members = things.map(({ type }) => ({ set: `set-of-${name}`, type, name }));
    server.apply({
      views: [
        { view: name, sets: [`set-of-${name}`, 'shared'] },
        { view, sets: [view, `set-of-${name}`] },
      ],
      resources: things.map(resource => ({ type: resource.type, key: name, resource })),
      members: members.map(member => ({ ...member, present: true })),
    });
    server.apply({
      views: [
        { view: name, sets: undefined },
        { view, sets: [view] },
      ],
      resources: things.map(({ type }) => ({ type, key: name, resource: undefined })),
      members: members.map(member => ({ ...member, present: false })),
    });
    if (i % 100 === 0) clock.turn(60_000);
  }
  clock.turn(60_000);
}

async function grownBy(s: Stage): Promise<number> {
  comeAndGo(s, 0, 1_000);
  // What is told of at the end of a turn goes with it.
  await new Promise(setImmediate);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let i = 1; i < 10; i++) {
    comeAndGo(s, i * 1_000, (i + 1) * 1_000);
    await new Promise(setImmediate);
  }
  collectGarbage();
  return process.memoryUsage().heapUsed - before;
}

test('of 9,000 views and sets that came and went nothing is kept, while nobody is connected', async t => {
  const grown = await grownBy(await stage(t));
  assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`);
});

test('nor while somebody is, who is told of none of them', async t => {
  const s = await stage(t, { resources: [made('cluster', 'own')] });
  const client = s.connect();
  client.subscribe('cluster', 'own');
  await client.take('cluster', ['own']);
  const grown = await grownBy(s);
  assert.ok(grown < 1_000_000, `the heap grew by ${grown} bytes`);
});
