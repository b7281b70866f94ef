import { isError } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { LocatedFinding } from './located-finding.ts';

/** ToldFinding is a finding together with those that need no line of their own. */
export interface ToldFinding {
  readonly finding: LocatedFinding;
  /** Findings about other objects that follow from it: fixing it fixes them. */
  readonly consequences: readonly LocatedFinding[];
  /** Findings of other objects with the same words about a common cause or an unknown kind, where they are many. */
  readonly alike: readonly LocatedFinding[];
}

/** With at least so many further findings of the same words, they are listed together. */
const mostAlike = 3;

/** tellOnce lists each cause once, in the order of the findings. */
export function tellOnce(findings: readonly LocatedFinding[]): readonly ToldFinding[] {
  const causes = new Map<ResourceKey, LocatedFinding>();
  for (const finding of findings) {
    if (finding.ref === undefined || finding.cause !== undefined || !isError(finding)) continue;
    const key = resourceKey(finding.ref);
    if (!causes.has(key)) causes.set(key, finding);
  }
  const consequences = new Map<LocatedFinding, LocatedFinding[]>();
  const rest: LocatedFinding[] = [];
  for (const finding of findings) {
    const cause = finding.cause && causes.get(resourceKey(finding.cause));
    if (cause === undefined) rest.push(finding);
    else add(consequences, cause, finding);
  }
  const alike = new Map<string, LocatedFinding[]>();
  for (const finding of rest) if (isSharedBy(finding)) add(alike, wordsOf(finding), finding);
  return rest.flatMap(finding => {
    const [first, ...others] = alike.get(wordsOf(finding)) ?? [];
    const isMany = isSharedBy(finding) && others.length >= mostAlike;
    if (isMany && finding !== first) return [];
    return { finding, consequences: consequences.get(finding) ?? [], alike: isMany ? others : [] };
  });
}

/** Whether other objects may have the same finding: about an object that all refer to, or about their kind. */
function isSharedBy({ cause, reason }: LocatedFinding): boolean {
  return cause !== undefined || reason === 'UnknownKind';
}

function wordsOf({ severity, reason, message }: LocatedFinding): string {
  return [severity, reason, message].join('\n');
}

function add<K>(lists: Map<K, LocatedFinding[]>, key: K, finding: LocatedFinding): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [finding]);
  else known.push(finding);
}
