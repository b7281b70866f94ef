import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetricFamilies } from './metric-families.ts';
import { isShownBy } from './metric-profile.ts';

const together = (...pages: readonly (readonly [string, string])[]) => {
  const families = createMetricFamilies();
  for (const [name, page] of pages) families.add(page, { name });
  return families.text();
};

describe('pages of metrics that are put together', () => {
  it('keep the samples of a family together, and describe it once', () => {
    const page =
      '# HELP t Time.\n# TYPE t histogram\nt_bucket{le="1"} 1\nt_bucket{le="+Inf"} 2\nt_sum 3\nt_count 2\n';
    assert.equal(together(['one', page]), page);
    assert.equal(
      together(
        ['one', '# TYPE up gauge\nup{a="1"} 1\n'],
        ['two', '# TYPE up counter\nup{a="2"} 0 1700000000\n'],
      ),
      '# TYPE up gauge\nup{a="1"} 1\nup{a="2"} 0 1700000000\n',
    );
  });

  it('tell series apart that two call the same', () => {
    assert.equal(
      together(['one', 'cpu 1\ncpu{x="}"} 1'], ['two', 'cpu 2\ncpu{x="}"} 2'], ['two', 'cpu 3']),
      'cpu 1\ncpu{x="}"} 1\ncpu{application="two"} 2\ncpu{x="}",application="two"} 2\n',
    );
  });

  it('hold nothing that is not a metric', () => {
    const page = [
      '<html>',
      'a{b="c} 1',
      'a{b=c} 1',
      'a 1 2 3',
      '# EOF',
      `${'x'.repeat(70_000)} 1`,
      'fine{v="\\"\\n"} NaN',
    ];
    assert.equal(together(['one', page.join('\r\n')]), 'fine{v="\\"\\n"} NaN\n');
  });
});

describe('a profile of metrics', () => {
  it('shows what is included whatever is excluded, and by whatever expression within a bearable time', () => {
    const isShown = isShownBy({
      base: 'all',
      include: [{ type: 'Exact', match: 'envoy_a_kept' }],
      exclude: [
        { type: 'Prefix', match: 'envoy_a' },
        { type: 'Contains', match: '_cx_' },
        { type: 'Regex', match: '^envoy_(b|c)$' },
        { type: 'Regex', match: '(e*)*$x' },
        { type: 'Regex', match: '((e|ee)+)+$' },
      ],
    });
    const shown = [
      'envoy_a_kept',
      'envoy_a_b',
      'envoy_x_cx_y',
      'envoy_b',
      'envoy_d',
      `${'e'.repeat(60)}!`,
    ].filter(isShown);
    assert.deepEqual(shown, ['envoy_a_kept', 'envoy_d', `${'e'.repeat(60)}!`]);
  });

  it('that is basic holds what dashboards of services are made of', () => {
    const isShown = isShownBy({ base: 'basic', include: [], exclude: [] });
    assert.ok(isShown('envoy_cluster_upstream_rq_xx') && isShown('envoy_cluster_upstream_rq_time'));
    assert.ok(
      !isShown('envoy_listener_manager_lds_update_time') && !isShown('envoy_cluster_upstream_rq_xx_more'),
    );
  });
});
