import { quoteRegex } from '#lib/quote-regex.ts';
import type { TextPattern } from '#model';
import type { TrafficPolicy } from '#resources';
import { expressionProblem } from '../../routes/expression.ts';
import { given } from '../given.ts';
import { brokenSection, type Section, sectionOf } from '../section.ts';

type Written = NonNullable<TrafficPolicy['spec']['csrf']>;
type Matcher = Written['additionalOrigins'][number];

/** One percent, in parts of a million. */
const percent = 10_000;

/** csrfSection reads which requests are checked: all, where no share is written. */
export function csrfSection({ percentageEnabled, percentageShadowed, additionalOrigins }: Written): Section {
  const problems = additionalOrigins.flatMap(({ safeRegex }, i) => {
    const message = safeRegex === undefined ? undefined : expressionProblem(safeRegex);
    const path = `spec.csrf.additionalOrigins[${i}].safeRegex`;
    return message === undefined ? [] : [{ reason: 'Invalid', message, path } as const];
  });
  if (problems.length > 0) return brokenSection(...problems);
  return sectionOf({
    csrf: {
      hosts: [],
      patterns: additionalOrigins.map(patternOf),
      ...given({
        enforced: percentageShadowed === undefined ? inAMillion(percentageEnabled) : 0,
        counted: inAMillion(percentageShadowed),
      }),
    },
  });
}

function inAMillion(share: number | undefined): number | undefined {
  return share === undefined ? undefined : share * percent;
}

/** A match in any case, or of a text anywhere, is an expression for Envoy. */
function patternOf({ exact, prefix, suffix, contains = '', safeRegex, ignoreCase }: Matcher): TextPattern {
  const fold = ignoreCase ? '(?i)' : '';
  if (safeRegex !== undefined) return { kind: 'regex', value: `${fold}${safeRegex}` };
  const [kind, value, written] =
    exact !== undefined
      ? (['exact', exact, quoteRegex(exact)] as const)
      : prefix !== undefined
        ? (['prefix', prefix, `${quoteRegex(prefix)}.*`] as const)
        : suffix !== undefined
          ? (['suffix', suffix, `.*${quoteRegex(suffix)}`] as const)
          : (['regex', `.*${quoteRegex(contains)}.*`, `.*${quoteRegex(contains)}.*`] as const);
  return ignoreCase ? { kind: 'regex', value: `${fold}${written}` } : { kind, value };
}
