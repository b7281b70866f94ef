/**
 * Isolation finds the parts of one resource that one Envoy version refuses, by what it accepts and refuses with some of
 * them left out. Parts that stood in an accepted version are good and never withheld, so nothing that is served is dropped.
 */
export interface Isolation {
  readonly good: ReadonlySet<string>;
  /** Found guilty, with Envoy's words. */
  readonly guilty: ReadonlyMap<string, string>;
  /** Withheld until their turn comes; the first is next. */
  readonly groups: readonly Group[];
  /** Envoy's last words, which explain why the groups are withheld. */
  readonly message: string;
}

interface Group {
  readonly parts: readonly string[];
  /** Refused together with what is on trial: if that is accepted, one of these is guilty. */
  readonly implicated: boolean;
}

/** beginIsolation starts from the parts that were accepted before. */
export function beginIsolation(good: Iterable<string>): Isolation {
  return { good: new Set(good), guilty: new Map(), groups: [], message: '' };
}

/**
 * partsRefused takes in that a version with these parts was refused. A single suspect is guilty; of several, half are
 * withheld. Gives undefined where none is suspect: then no part is to blame, and the resource is refused as a whole.
 */
export function partsRefused(
  before: Isolation,
  present: readonly string[],
  message: string,
): Isolation | undefined {
  const suspects = present.filter(part => !before.good.has(part));
  const [first] = suspects;
  if (first === undefined) return undefined;
  // What was refused together with the suspects may be innocent now.
  const groups = before.groups.map(group => ({ ...group, implicated: false }));
  if (suspects.length === 1) return condemn({ ...before, groups, message }, first);
  return { ...before, message, groups: [implicated(secondHalf(suspects)), ...groups] };
}

/** partsAccepted takes in that a version with these parts was accepted, and lets the next group in. */
export function partsAccepted(before: Isolation, present: readonly string[]): Isolation {
  const good = new Set([...before.good, ...present]);
  const [next, ...others] = before.groups;
  if (next === undefined) return { ...before, good };
  // A version from before the group was withheld says nothing about the group.
  if (next.parts.some(part => good.has(part)))
    return retainParts({ ...before, good }, part => !good.has(part));
  if (!next.implicated) return { ...before, good, groups: others };
  const [first] = next.parts;
  if (next.parts.length === 1 && first !== undefined)
    return condemn({ ...before, good, groups: others }, first);
  return { ...before, good, groups: [implicated(secondHalf(next.parts)), ...others] };
}

/** retainParts forgets the suspects that are no longer there. */
export function retainParts(before: Isolation, exists: (part: string) => boolean): Isolation {
  return {
    ...before,
    guilty: new Map([...before.guilty].filter(([part]) => exists(part))),
    groups: before.groups
      .map(group => ({ ...group, parts: group.parts.filter(exists) }))
      .filter(group => group.parts.length > 0),
  };
}

/** withheldParts are to be left out of the next version, each with Envoy's words. */
export function withheldParts(isolation: Isolation): ReadonlyMap<string, string> {
  const waiting = isolation.groups.flatMap(group => group.parts);
  return new Map([...isolation.guilty, ...waiting.map(part => [part, isolation.message] as const)]);
}

/** The next group goes on trial at once: whatever it holds, the guilty one is out. */
function condemn(before: Isolation, part: string): Isolation {
  const guilty = new Map([...before.guilty, [part, before.message] as const]);
  return { ...before, guilty, groups: before.groups.slice(1) };
}

function implicated(parts: readonly string[]): Group {
  return { parts, implicated: true };
}

function secondHalf(parts: readonly string[]): readonly string[] {
  return parts.slice(Math.ceil(parts.length / 2));
}
