import type { AnyRoute } from '#resources';
import { column, stated, type TypedColumn } from './column.ts';
import { some, unique } from './list-text.ts';
import { truth } from './status-words.ts';
import { accepted, reason } from './usual-columns.ts';

/** What `get` shows of a route of any kind. */
export const ofRoutes: readonly TypedColumn<AnyRoute>[] = [
  column('HOSTNAMES', ({ spec }) => ('hostnames' in spec ? some(spec.hostnames, '*') : '')),
  column('PARENTS', ({ spec }) =>
    some(spec.parentRefs.map(p => (p.sectionName === undefined ? p.name : `${p.name}/${p.sectionName}`))),
  ),
  accepted,
  stated('RESOLVED-REFS', status => truth(status, 'ResolvedRefs')),
  reason,
  column('RULES', ({ spec }) => String(spec.rules.length), true),
  column(
    'BACKENDS',
    ({ spec }) => some(unique(spec.rules.flatMap(r => r.backendRefs.map(b => b.name)))),
    true,
  ),
];
