import type { AuthorizationRule, Permission } from '#model';
import type { TrafficPolicy } from '#resources';
import { type Section, sectionOf } from '../section.ts';

type Written = NonNullable<TrafficPolicy['spec']['acl']>;

/**
 * aclSection puts the narrowest ranges first, as those decide; of two rules about one range, the one that denies. Envoy
 * answers 403 to clients that it keeps out.
 */
export function aclSection({ defaultAction, rules, denyResponse }: Written): Section {
  const ranges = rules.flatMap(({ action, cidrs, name }, i) =>
    cidrs.map(range => ({ range, action, name: name ?? `rule ${i}` })),
  );
  const lengths = [...new Set(ranges.map(({ range }) => range.bits))].sort((a, b) => b - a);
  const permissions: readonly Permission[] = ['deny', 'allow'];
  const status = denyResponse?.statusCode;
  const warning = {
    reason: 'UnsupportedValue',
    message: 'has no effect: who is kept out gets 403',
    path: 'spec.acl.denyResponse.statusCode',
  } as const;
  return {
    ...sectionOf({
      acl: {
        otherwise: defaultAction,
        rules: lengths.flatMap(bits =>
          permissions.flatMap((permission): readonly AuthorizationRule[] => {
            const own = ranges.filter(({ range, action }) => range.bits === bits && action === permission);
            if (own.length === 0) return [];
            const name = `${[...new Set(own.map(one => one.name))].join(', ')} (/${bits})`;
            return [
              { name, permission, conditions: [{ kind: 'client', ranges: own.map(one => one.range) }] },
            ];
          }),
        ),
      },
    }),
    warnings: status === undefined || status === 403 ? [] : [warning],
  };
}
