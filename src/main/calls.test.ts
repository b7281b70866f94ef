import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCalls } from './calls.ts';

function watching() {
  let time = 1_000_000;
  const calls = createCalls(() => time);
  return {
    of: calls.of,
    report(after: number, span: number, loads: Readonly<Record<string, number>> = {}, view = 'm.a') {
      time += after;
      const told = Object.entries(loads).map(([cluster, requests]) => ({ cluster, requests }));
      calls.tell(
        { view, node: view, span, loads: told },
        { has: key => key !== 'kuma.io/Dataplane/local/m/gone' },
      );
    },
  };
}

describe('what sidecars called', () => {
  it('is summed up over reports, with the time of the last', () => {
    const { of, report } = watching();
    report(30_000, 30_000, { a: 2, b: 1 });
    report(30_000, 30_000, { a: 3 });
    const { clusters, ...span } = of('m.a') ?? assert.fail();
    assert.deepEqual(span, { since: 1_000_000, until: 1_060_000, watched: 60_000 });
    assert.deepEqual(
      [...clusters],
      [
        ['b', { requests: 1, last: 1_030_000 }],
        ['a', { requests: 5, last: 1_060_000 }],
      ],
    );
  });
  it('is kept while the proxy is away, and the time in which it did not tell is not counted', () => {
    const { of, report } = watching();
    report(30_000, 30_000, { a: 1 });
    report(600_000, 30_000);
    assert.equal(of('m.a')?.watched, 60_000);
    assert.equal(of('m.a')?.clusters.size, 1);
  });
  it('is kept of sidecars alone, and of those that are there', () => {
    const { of, report } = watching();
    for (const view of ['default/gateway', 'm.gone']) {
      report(30_000, 30_000, { a: 1 }, view);
      assert.equal(of(view), undefined);
    }
  });
  it('counts the time once where several Envoys are the same proxy', () => {
    const { of, report } = watching();
    report(30_000, 30_000);
    report(1_000, 30_000);
    assert.equal(of('m.a')?.watched, 31_000);
  });
  it('forgets of too many those that were called longest ago', () => {
    const { of, report } = watching();
    report(30_000, 30_000, { first: 1, second: 1 });
    report(30_000, 30_000, { first: 1 });
    report(30_000, 30_000, Object.fromEntries(Array.from({ length: 4_999 }, (_, i) => [`c${i}`, 1])));
    assert.equal(of('m.a')?.clusters.size, 5_000);
    assert.equal(of('m.a')?.clusters.has('second'), false);
    assert.equal(of('m.a')?.clusters.has('first'), true);
    for (let i = 0; i < 20_000; i++) report(0, 0, {}, `m.b${i}`);
    assert.equal(of('m.a'), undefined);
  });
});
