import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseDistinct,
  documentsOfPlan,
  type Layout,
  planLayout,
  seededRandom,
  sharedBackend,
} from './index.ts';

const layout: Layout = {
  seed: 7,
  gateways: 100,
  backends: 500,
  reach: { count: 10, spread: 'zipf' },
  shared: true,
};

test('equal layouts make equal files, another seed others', () => {
  const files = documentsOfPlan(planLayout(layout));
  assert.deepEqual(documentsOfPlan(planLayout(layout)), files);
  assert.notDeepEqual(documentsOfPlan(planLayout({ ...layout, seed: 8 })), files);
  assert.equal(new Set(files.map(f => f.file)).size, files.length, 'every object has a file of its own');
});

test('every gateway reaches as many backends as asked for, and the shared one', () => {
  const { gateways, backends } = planLayout(layout);
  for (const gateway of gateways) {
    assert.equal(backends.filter(b => b.gateways.includes(gateway)).length, 11);
  }
  assert.deepEqual(backends.find(b => b.name === sharedBackend)?.gateways, gateways);
});

test('no route has more parents than the Gateway API allows', () => {
  const routes = documentsOfPlan(planLayout(layout)).filter(d => d.file.startsWith('route-'));
  const parents = routes.map(
    d => /parentRefs:\n((?: {2}- name: .*\n)+)/.exec(d.text)?.[1]?.split('\n').length ?? 0,
  );
  assert.ok(Math.max(...parents) - 1 <= 32);
  assert.equal(routes.filter(d => d.file.startsWith(`route-${sharedBackend}`)).length, Math.ceil(100 / 32));
});

test('a gateway that reaches ten of 100 and one that reaches ten of 10,000 get files of the same size', () => {
  const size = (backends: number) => {
    const plan = planLayout({ ...layout, gateways: 1, backends, reach: { count: 10, spread: 'uniform' } });
    return documentsOfPlan(plan)
      .filter(d => plan.backends.some(b => b.gateways.length > 0 && d.file.includes(b.name)))
      .reduce((sum, d) => sum + d.text.length, 0);
  };
  assert.equal(size(10_000), size(100));
});

test('under Zipf the first is chosen far more often than the hundredth', () => {
  const random = seededRandom(1);
  const times = new Array<number>(1_000).fill(0);
  for (let i = 0; i < 2_000; i++) {
    for (const chosen of chooseDistinct(random, 'zipf', 1_000, 1)) times[chosen] = (times[chosen] ?? 0) + 1;
  }
  assert.ok((times[0] ?? 0) > 10 * (times[99] ?? 0));
});
