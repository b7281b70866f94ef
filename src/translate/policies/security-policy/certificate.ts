import type { AuthorizationCondition } from '#model';
import type { SecurityPolicy } from '#resources';
import { patternProblems, textPattern } from '../../written-match.ts';
import type { SectionProblem } from '../section.ts';

type Rule = NonNullable<NonNullable<SecurityPolicy['spec']['authorization']>['rules']>[number];
type Written = NonNullable<NonNullable<Rule['principal']>['clientCert']>;

const at = 'principal.clientCert';
const unserved =
  'cannot be told by Envoy: write uris or dnsNames, or ask for them in tls.clientValidation of a ClientTrafficPolicy';

/** certificateProblems says which conditions on a certificate cannot be checked. Paths are within a rule. */
export function certificateProblems(written: Written | undefined): SectionProblem[] {
  const { subject, subjectAltNames } = written ?? {};
  const { uris, dnsNames, ...others } = subjectAltNames ?? {};
  const mistakes = [
    ...patternProblems(subject === undefined ? [] : [subject], `${at}.subject`),
    ...patternProblems(uris, `${at}.subjectAltNames.uris`),
    ...patternProblems(dnsNames, `${at}.subjectAltNames.dnsNames`),
  ];
  return [
    ...mistakes.map(mistake => ({ reason: 'Invalid', ...mistake }) as const),
    ...Object.entries(others).flatMap(([name, list]) =>
      list === undefined
        ? []
        : [{ reason: 'UnsupportedValue', message: unserved, path: `${at}.subjectAltNames.${name}` } as const],
    ),
  ];
}

/**
 * certificateConditions asks that the subject matches, and one of the other names, whether URI or DNS: hardly any
 * certificate has names of both sorts.
 */
export function certificateConditions({ subject, subjectAltNames }: Written): AuthorizationCondition[] {
  const { uris = [], dnsNames = [] } = subjectAltNames ?? {};
  const subjects = subject === undefined ? [] : [{ of: 'subject', ...textPattern(subject) } as const];
  const names = [
    ...uris.map(match => ({ of: 'uri', ...textPattern(match) }) as const),
    ...dnsNames.map(match => ({ of: 'dns', ...textPattern(match) }) as const),
  ];
  return [subjects, names].flatMap((oneOf): AuthorizationCondition[] =>
    oneOf.length === 0 ? [] : [{ kind: 'certificate', oneOf }],
  );
}
