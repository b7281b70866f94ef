import type { PathMatch, TextPattern } from '#model';
import type { StringMatch } from '#resources';
import { expressionProblem } from './routes/expression.ts';

const pathKinds = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' } as const;

/** textKinds are the ways in which a text may be matched, by their names in the Gateway API and in Envoy Gateway. */
export const textKinds = {
  Exact: 'exact',
  Prefix: 'prefix',
  Suffix: 'suffix',
  RegularExpression: 'regex',
} as const;

/** textPattern reads a pattern that a text must match. */
export function textPattern({ type, value }: StringMatch): TextPattern {
  return { kind: textKinds[type], value };
}

/** patternProblems finds expressions in a list at `path` that Envoy would refuse. */
export function patternProblems(patterns: readonly StringMatch[] | undefined, path: string) {
  return (patterns ?? []).flatMap(({ type, value }, i) => {
    const message = type === 'RegularExpression' ? expressionProblem(value) : undefined;
    return message === undefined ? [] : [{ message, path: `${path}[${i}].value` }];
  });
}

/** WrittenPath is a path to be matched, as the Gateway API and Envoy Gateway write it. */
interface WrittenPath {
  readonly type: keyof typeof pathKinds;
  readonly value: string;
}

/** pathMatch reads how a path is matched. */
export function pathMatch({ type, value }: WrittenPath): PathMatch {
  return { kind: pathKinds[type], value };
}

/** pathConditions are the condition on the path of a request, where one is written. */
export function pathConditions(written: (WrittenPath & { readonly invert: boolean }) | undefined) {
  if (written === undefined) return [];
  return [{ kind: 'path', path: pathMatch(written), isInverted: written.invert } as const];
}
