import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createManualClock, type ManualClock } from '#lib/manual-clock.ts';
import type { Client, Push } from '#xds';
import type { Span } from './span.ts';
import { type ChangeTracing, traceChanges } from './trace-changes.ts';

const key = 'gateway.networking.k8s.io/HTTPRoute/local/default/shop';
const client = (upToDate: boolean): Client => ({
  ...{ id: '1', node: 'web', view: 'default/web', viewKnown: true, envoyVersion: '1.40.0', mode: 'delta' },
  ...{ connectedAt: 0, upToDate, hasListeners: true, rejected: [] },
});
const push = (given: Partial<Push> = {}): Push => ({
  ...{ view: 'default/web', client: '1', type: 'virtualHost', names: ['web/shop'], removed: [] },
  ...{ bytes: 400, milliseconds: 0 },
  ...given,
});
const applied = { members: [{ set: 'web', type: 'virtualHost', name: 'web/shop', present: true }] } as const;

describe('the way of a change, in spans', () => {
  let clock: ManualClock;
  let written: Span[];
  let tracing: ChangeTracing;
  let isUpToDate: boolean;

  beforeEach(() => {
    clock = createManualClock();
    written = [];
    isUpToDate = true;
    const writer = { write: (trace: Span) => written.push(trace), close: async () => {} };
    tracing = traceChanges({ writer, clock });
    tracing.follow(() => [client(isUpToDate)]);
  });

  const change = (at = clock.now()) =>
    tracing.settle([key], { by: 'file', at }, () => {
      clock.turn(1);
      tracing.graph.onRun('translate/routes');
      clock.turn(2);
      tracing.graph.onRun('envoy/virtual-hosts');
      clock.turn(3);
      tracing.graph.onRun('status/findings');
      clock.turn(4);
      tracing.applied(applied);
    });

  it('has one stretch after the other, from the notice to the last answer', () => {
    const start = clock.now();
    clock.turn(5);
    change(start);
    isUpToDate = false;
    clock.turn(20);
    tracing.pushed(push({ milliseconds: 15 }));
    clock.turn(50);
    assert.equal(written.length, 0, 'a proxy has not answered yet');
    isUpToDate = true;
    clock.turn(50);
    const [trace] = written;
    const shape = ({ name, start: from, end, children }: Span): unknown => [
      name,
      from - start,
      end - start,
      ...children.map(shape),
    ];
    assert.deepEqual(trace && shape(trace), [
      ...['change', 0, 35],
      ['parse', 0, 5],
      ['settle', 5, 15, ['encode', 8, 11]],
      ['push', 15, 35, ['acknowledge', 20, 35]],
    ]);
    assert.deepEqual(trace?.attributes['fairlead.objects'], ['httproute/default/shop']);
    assert.equal(trace?.attributes['fairlead.proxy.count'], 1);
  });

  it('ends at once where proxies need be told nothing', () => {
    tracing.settle([key], undefined, () => {});
    assert.deepEqual(
      written[0]?.children.map(({ name }) => name),
      ['settle'],
    );
  });

  it('leaves out what was sent before, and what is about something else', () => {
    change();
    tracing.pushed(push({ milliseconds: 1_000 }));
    tracing.pushed(push({ names: ['web/other'] }));
    clock.turn(50);
    assert.equal(written[0]?.attributes['fairlead.response.count'], 0);
  });

  it('says that a proxy refused it, and not in whose words: these may quote what was refused', () => {
    change();
    tracing.pushed(push({ rejected: 'invalid password: hunter2' }));
    clock.turn(50);
    assert.equal(written[0]?.hasFailed, true);
    assert.doesNotMatch(JSON.stringify(written), /hunter2/);
  });

  it('waits for nobody longer than five seconds, and says for how many it did', () => {
    isUpToDate = false;
    change();
    clock.turn(6_000);
    assert.equal(written[0]?.attributes['fairlead.proxy.waiting'], 1);
  });

  it('is bounded: so many changes at a time, so many answers of each have a span; all are counted', () => {
    isUpToDate = false;
    for (let i = 0; i < 40; i++) change();
    for (let i = 0; i < 100; i++) tracing.pushed(push({ client: String(i) }));
    isUpToDate = true;
    clock.turn(50);
    assert.equal(written.length, 32);
    assert.equal(written[0]?.attributes['fairlead.untraced'], 8);
    assert.equal(written[0]?.attributes['fairlead.response.count'], 100);
    assert.equal(written[0]?.children.at(-1)?.children.length, 50);
  });

  it('tells what it has when the control plane ends', async () => {
    isUpToDate = false;
    change();
    await tracing.close();
    assert.equal(written.length, 1);
  });
});
