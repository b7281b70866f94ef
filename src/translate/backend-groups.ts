import type { Tracker } from '#graph';
import { leastCommonMultiple } from '#lib/least-common-multiple.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type BackendUse, backendKey, standsAlone, type Transport } from '#model';
import { type BackendLookup, lookUpBackend, type RefProblem } from './backend-lookup.ts';
import type { BackendGroups } from './backends/index.ts';
import { failingOver } from './routes/failover.ts';

/**
 * ResolvedGroups is how groups are used, where any member can be, and what is wrong with single members, by where they are
 * named.
 */
export interface ResolvedGroups {
  readonly use?: BackendUse;
  readonly problems: readonly { readonly at: string; readonly problem: RefProblem }[];
}

/**
 * resolveGroups has the members of a group share traffic and stand in for each other; after them, the next group takes over.
 * Members that cannot be used are left out. Only requests can be shared: connections go to the members in the order in which
 * they are written.
 */
export function resolveGroups(
  { by, groups, isGoverned }: BackendGroups,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport,
  sharesRequests: boolean,
): ResolvedGroups {
  const problems: { at: string; problem: RefProblem }[] = [];
  const group = isGoverned === true ? { group: backendKey(by) } : {};
  const levels = groups.map(members =>
    members.flatMap(({ ref, at }) => {
      const { use, groups, problem } = lookUpBackend(ref, by, lookup, track, transport, true);
      const wrong =
        problem ?? (groups !== undefined ? nested : use === undefined ? undefined : outsideOf(use));
      if (wrong !== undefined) problems.push({ at, problem: wrong });
      return use === undefined || (wrong !== undefined && wrong.kind !== 'empty')
        ? []
        : [{ ...use, ...group }];
    }),
  );
  const use = usedTogether(
    levels.filter(level => level.length > 0),
    resourceKey(by),
    sharesRequests,
  );
  return { problems, ...(use === undefined ? {} : { use }) };
}

const nested: RefProblem = {
  kind: 'invalid',
  reason: 'UnsupportedValue',
  message: 'names a Backend that is made of groups itself: groups do not nest',
};

/** Why a backend cannot be a member of a group. */
function outsideOf(use: BackendUse): RefProblem | undefined {
  if (!standsAlone(use)) return undefined;
  const message =
    use.lambda !== undefined
      ? 'names a Backend that is a function: a call of it can stand in for nothing'
      : use.hosted !== undefined
        ? 'names a Backend that is a service of a cloud: what is sent to it can stand in for nothing'
        : 'names a Backend that goes where each request says: it is never known to be down';
  return { kind: 'invalid', reason: 'UnsupportedValue', message };
}

function usedTogether(
  levels: readonly (readonly BackendUse[])[],
  by: ResourceKey,
  sharesRequests: boolean,
): BackendUse | undefined {
  const [first] = levels.flat();
  if (first === undefined) return undefined;
  const count = sharesRequests ? rowsFor(levels.map(level => level.length)) : 1;
  // Each row begins each group with a different member, so that all members of a group get the same share.
  const rows = Array.from({ length: count }, (_, row) =>
    failingOver(levels.flatMap(level => turned(level, row % level.length).map(use => ({ use })))),
  );
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return only;
  const { backend, protocol, group } = first;
  const shared = { by, among: rows.map(use => ({ use, weight: 1 })) };
  return { backend, protocol, ...(group === undefined ? {} : { group }), shared };
}

/** Each row is a cluster: beyond this many, members of the later groups do not share quite equally. */
const mostRows = 24;

function rowsFor(sizes: readonly number[]): number {
  return sizes.reduce((rows, size) => {
    const common = leastCommonMultiple(rows, size);
    return common <= mostRows ? common : rows;
  }, 1);
}

function turned<T>(items: readonly T[], by: number): readonly T[] {
  return [...items.slice(by), ...items.slice(0, by)];
}
