import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, createManualClock } from './index.ts';

/** A graph with every kind of collection over two sources. */
function build() {
  const clock = createManualClock();
  const errors: string[] = [];
  const graph = createGraph({ clock, onError: (name, key) => errors.push(`${name} ${key}`) });
  const routes = graph.source<{ readonly to: string }>('routes');
  const backends = graph.source<number>('backends');
  const byBackend = graph.index('routes-by-backend', routes, ({ to }) => [to]);
  const used = graph.map('used', backends, (size, key, track) => ({
    size,
    routes: track.count(byBackend, key),
  }));
  const resolved = graph.map('resolved', routes, ({ to }, _, track) => {
    if (to === 'bug') throw new Error('a bug');
    return track.fetch(backends, to) ?? 'nowhere';
  });
  const shares = graph.derive('shares', routes, ({ to }, key) => [[to, key] as const]);
  const sums = graph.group('sums', byBackend, (_, members) => members.length);
  const pairs = graph.pair('pairs', routes, backends, {
    leftTerms: ({ to }) => [to],
    rightTerms: (_, key) => [key],
    make: ({ to }, size) => `${to} ${size}`,
  });
  const seen = graph.view('seen', backends, size => size * 2);
  const all = graph.join<unknown>('all', [seen, resolved]);
  const timed = graph.map('timed', backends, (size, _, track) => {
    if (track.now() < 1000) track.validUntil(1000);
    return `${size} ${track.now() < 1000 ? 'early' : 'late'}`;
  });
  const collections = [routes, backends, used, resolved, shares, sums, pairs, all, timed];
  const state = () =>
    Object.fromEntries(collections.map(one => [one.name, Object.fromEntries([...one.entries()].sort())]));
  const told: string[] = [];
  for (const one of collections)
    one.subscribe(changes => told.push(...changes.map(({ key }) => `${one.name} ${key}`)));
  graph.batch(() => {
    backends.set('a', 1);
    backends.set('b', 2);
    routes.set('x', { to: 'a' });
    routes.set('y', { to: 'c' });
  });
  told.length = 0;
  return { graph, clock, routes, backends, resolved, timed, state, told, errors };
}

describe('suppose', () => {
  it('reads what would be, tells nobody, and leaves everything as it was', () => {
    const { graph, routes, backends, state, told } = build();
    const before = state();
    const supposed = graph.suppose(
      () => {
        routes.set('x', { to: 'b' });
        routes.set('z', { to: 'c' });
        backends.set('c', 3);
        backends.delete('a');
      },
      state,
      () => {
        routes.set('x', { to: 'a' });
        routes.delete('z');
        backends.delete('c');
        backends.set('a', 1);
      },
    );
    const fresh = build();
    fresh.graph.batch(() => {
      fresh.routes.set('x', { to: 'b' });
      fresh.routes.set('z', { to: 'c' });
      fresh.backends.set('c', 3);
      fresh.backends.delete('a');
    });
    assert.deepEqual(supposed, fresh.state());
    assert.notDeepEqual(supposed, before);
    assert.deepEqual(state(), before);
    assert.deepEqual(told, []);
  });

  it('has the next change told as if nothing had been supposed', () => {
    const { graph, routes, backends, told } = build();
    const plain = build();
    graph.suppose(
      () => backends.set('c', 3),
      () => undefined,
      () => backends.delete('c'),
    );
    for (const one of [routes, plain.routes]) one.set('y', { to: 'b' });
    assert.deepEqual(told, plain.told);
    assert.ok(told.includes('resolved y'));
  });

  it('tells what became due meanwhile, and no more', () => {
    const { graph, clock, backends, timed, told } = build();
    clock.turn(999);
    graph.suppose(
      () => backends.set('a', 9),
      () => assert.equal(timed.get('a'), '9 early'),
      () => backends.set('a', 1),
    );
    assert.deepEqual(told, []);
    clock.turn(1);
    assert.deepEqual(told, ['timed a', 'timed b']);
    assert.equal(timed.get('a'), '1 late');
  });

  it('undoes what it supposed where who looks throws, and reports a derivation that does', () => {
    const { graph, routes, state, told, errors } = build();
    const before = state();
    const supposing = () =>
      graph.suppose(
        () => routes.set('x', { to: 'bug' }),
        () => {
          throw new Error('looked away');
        },
        () => routes.set('x', { to: 'a' }),
      );
    assert.throws(supposing, /looked away/);
    assert.deepEqual(state(), before);
    assert.deepEqual(told, []);
    assert.deepEqual(errors, ['resolved x']);
  });

  it('is refused in the middle of a batch, and to who is told of one', () => {
    const { graph, routes, resolved } = build();
    const supposing = () =>
      graph.suppose(
        () => {},
        () => undefined,
        () => {},
      );
    assert.throws(() => graph.batch(supposing), /nothing can be supposed while a batch is under way/);
    resolved.subscribe(supposing);
    assert.throws(() => routes.set('x', { to: 'b' }), /nothing can be supposed while a batch is under way/);
  });
});
