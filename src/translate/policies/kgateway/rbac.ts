import { parseCel } from '#lib/cel.ts';
import type { TrafficPolicy } from '#resources';
import { brokenSection, type Section, sectionOf } from '../section.ts';

type Written = NonNullable<TrafficPolicy['spec']['rbac']>;

/** rbacSection reads the rules: the action holds where any expression does; where none does, its opposite. */
export function rbacSection({ policy: { matchExpressions }, action }: Written): Section {
  const problems = matchExpressions.flatMap((text, i) => {
    const read = parseCel(text);
    const path = `spec.rbac.policy.matchExpressions[${i}]`;
    return 'problem' in read ? [{ reason: 'Invalid', message: read.problem, path } as const] : [];
  });
  if (problems.length > 0) return brokenSection(...problems);
  const [permission, otherwise] =
    action === 'Allow' ? (['allow', 'deny'] as const) : (['deny', 'allow'] as const);
  return sectionOf({
    authorization: {
      rules: matchExpressions.map((text, i) => ({
        name: `expression ${i}`,
        permission,
        conditions: [{ kind: 'expression', text }],
      })),
      otherwise,
    },
  });
}
