import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayListener } from '#resources';
import { shapeProblem } from './listener-shape.ts';

const secret = { group: '', kind: 'Secret', name: 'c' };
const tls = { mode: 'Terminate', certificateRefs: [secret], options: {} } as const;
const namespaces = (from: 'All' | 'Selector', operator?: string, values = ['b']) => ({
  allowedRoutes: {
    namespaces: {
      from,
      ...(operator === undefined
        ? {}
        : { selector: { matchLabels: {}, matchExpressions: [{ key: 'a', operator, values }] } }),
    },
    kinds: [],
  },
});

function problemOf(written: Partial<GatewayListener>): string | undefined {
  const problem = shapeProblem({ name: 'a', port: 1, protocol: 'HTTP', ...namespaces('All'), ...written });
  return problem && `${problem.reason} ${problem.path}`;
}

test('a listener that contradicts itself is told why, by the path of what is to be changed', () => {
  const cases: readonly (readonly [Partial<GatewayListener>, string])[] = [
    [{ protocol: 'HTTP', tls }, 'Invalid tls'],
    [{ protocol: 'UDP', tls }, 'Invalid tls'],
    [{ protocol: 'HTTPS' }, 'Invalid tls'],
    [{ protocol: 'TLS' }, 'Invalid tls'],
    [{ protocol: 'HTTPS', tls: { ...tls, certificateRefs: [] } }, 'Invalid tls.certificateRefs'],
    [{ protocol: 'HTTPS', tls: { ...tls, mode: 'Passthrough' } }, 'UnsupportedTLSMode tls.mode'],
    [{ protocol: 'TCP', hostname: 'a.b' }, 'Invalid hostname'],
    [namespaces('Selector'), 'Invalid allowedRoutes.namespaces.selector'],
    [
      namespaces('Selector', 'Near'),
      'Invalid allowedRoutes.namespaces.selector.matchExpressions[0].operator',
    ],
    [
      namespaces('Selector', 'Exists'),
      'Invalid allowedRoutes.namespaces.selector.matchExpressions[0].values',
    ],
    [
      namespaces('Selector', 'NotIn', []),
      'Invalid allowedRoutes.namespaces.selector.matchExpressions[0].values',
    ],
  ];
  for (const [written, said] of cases) assert.equal(problemOf(written), said);
});

test('one that does not is told nothing, whatever protocol it has', () => {
  const cases: readonly Partial<GatewayListener>[] = [
    { protocol: 'HTTP', hostname: 'a.b' },
    { protocol: 'HTTPS', tls },
    { protocol: 'TLS', tls },
    { protocol: 'TLS', tls: { ...tls, mode: 'Passthrough', certificateRefs: [] } },
    { protocol: 'example.com/own', tls },
    namespaces('Selector', 'In'),
  ];
  for (const written of cases) assert.equal(problemOf(written), undefined);
});
