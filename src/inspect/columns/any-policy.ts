import type { AnyPolicy, PolicyTarget } from '#resources';
import { column, stated, type TypedColumn } from './column.ts';
import { some } from './list-text.ts';
import { accepted, reason } from './usual-columns.ts';

/** What `get` shows of a policy of any kind. */
export const ofPolicies: readonly TypedColumn<AnyPolicy>[] = [
  column('TARGETS', ({ spec }) =>
    some(spec.targets.map(targetText), some(spec.selectors.map(s => `${s.kind}/*`))),
  ),
  accepted,
  reason,
  column('MERGES', ({ spec }) => String(spec.merges ?? false), true),
  stated(
    'THROUGH',
    ({ ancestors = [] }) => some(ancestors.map(a => `${a.ancestorRef.kind}/${a.ancestorRef.name}`)),
    true,
  ),
];

function targetText({ kind, name, sectionName }: PolicyTarget): string {
  const target = `${kind}/${name}`;
  return sectionName === undefined ? target : `${target}/${sectionName}`;
}
