import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { AdsClient, Response } from './testing/ads-client.ts';
import { made, type Stage, stage, view } from './testing/stage.ts';

/**
 * Whatever is edited, in whatever order, and however slowly a client answers: it never holds a virtual host without the
 * clusters that the host needs, and in the end holds what a client that connects then is given.
 */

const clusters = ['a', 'b', 'c'];
const hosts = ['web/x', 'web/y'];

/** ms; so short that all edits and answers of a sequence are within anybody's patience. */
const linger = 5;

/** What stands in the view: versions of clusters, and for each host the cluster it needs, which is always there. */
interface World {
  readonly clusters: Readonly<Record<string, number>>;
  readonly hosts: Readonly<Record<string, string>>;
}

const world: fc.Arbitrary<World> = fc
  .record({
    clusters: fc.dictionary(fc.constantFrom(...clusters), fc.integer({ min: 1, max: 3 })),
    hosts: fc.dictionary(fc.constantFrom(...hosts), fc.constantFrom(...clusters)),
  })
  .map(({ clusters: there, hosts: on }) => ({
    clusters: there,
    hosts: Object.fromEntries(Object.entries(on).filter(([, needs]) => there[needs] !== undefined)),
  }));

/** An edit, and how many responses the client takes after it. */
const steps = fc.array(fc.tuple(world, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 8 });

function resources({ clusters: there, hosts: on }: World): ReadonlyMap<string, XdsResource> {
  const all = [
    made('route', 'web'),
    ...Object.entries(there).map(([name, version]) => made('cluster', name, String(version))),
    ...Object.entries(on).map(([name, needs]) => made('virtualHost', name, needs, { requires: [needs] })),
  ];
  return new Map(all.map(one => [`${one.type} ${one.name}`, one]));
}

/** Applies what a response says, and checks what the client then holds. */
class Holder {
  readonly held = new Map<string, string>();

  take({ type, bodies, resources: names, removed }: Response): void {
    for (const [i, name] of names.entries()) this.held.set(`${type} ${name}`, bodies[i] ?? '');
    for (const name of removed) this.held.delete(`${type} ${name}`);
    for (const host of hosts) {
      const needs = this.held.get(`virtualHost ${host}`)?.split(' ')[1];
      if (needs !== undefined)
        assert.ok(this.held.has(`cluster ${needs}`), `${host} without cluster ${needs}`);
    }
  }
}

test('any sequence of edits, answered at any pace, ends as a fresh start does and never breaks a route', {
  timeout: 60_000,
}, async t => {
  await fc.assert(
    fc.asyncProperty(steps, async edits => {
      const s = await stage(t, { linger });
      s.put(made('route', 'web'));
      const client = s.connect();
      client.subscribe('cluster', '*');
      client.subscribe('route', 'web');
      client.subscribe('virtualHost', '*');
      const holder = new Holder();
      let before: ReadonlyMap<string, XdsResource> = resources({ clusters: {}, hosts: {} });
      for (const [edit, answers] of edits) {
        const now = resources(edit);
        const gone = [...before].filter(([key]) => !now.has(key)).map(([, one]) => one);
        s.server.apply({
          resources: [
            ...[...now.values()].map(resource => ({ type: resource.type, key: resource.name, resource })),
            ...gone.map(({ type, name }) => ({ type, key: name, resource: undefined })),
          ],
          members: [
            ...[...now.values()].map(({ type, name }) => ({ set: view, type, name, present: true })),
            ...gone.map(({ type, name }) => ({ set: view, type, name, present: false })),
          ],
        });
        before = now;
        for (let i = 0; i < answers; i++) await answer(s, client, holder);
      }
      const wanted = new Map([...before].map(([key, one]) => [key, Buffer.from(one.bytes).toString()]));
      while (!sameEntries(holder.held, wanted)) await answer(s, client, holder);
      client.close();
      await s.server.close();
    }),
    { numRuns: 60 },
  );
});

/** Takes and acknowledges the next response, if there is one when all that lingers has gone. */
async function answer({ clock }: Stage, client: AdsClient, holder: Holder): Promise<void> {
  clock.turn(linger);
  const response = await client.nextIfAny();
  if (response === undefined) return;
  holder.take(response);
  client.ack(response);
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
