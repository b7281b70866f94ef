import type { OverridingAnswer, ResponseOverride, ResponseOverrides } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import { expressionProblem } from '../../routes/expression.ts';
import { textOf } from '../../text-source.ts';
import { textKinds } from '../../written-match.ts';
import { given } from '../given.ts';
import type { PolicyContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section.ts';

type Rule = NonNullable<BackendTrafficPolicy['spec']['responseOverride']>[number];

/** ReadResponseOverrides are the overrides, without the rules that cannot be used as written, and what is wrong with those. */
export interface ReadResponseOverrides {
  readonly overrides?: ResponseOverrides;
  readonly problems: readonly SectionProblem[];
}

/** responseOverridesOf reads which responses are replaced, and by what. */
export function responseOverridesOf(
  policy: BackendTrafficPolicy,
  context: PolicyContext,
): ReadResponseOverrides {
  const read = (policy.spec.responseOverride ?? []).map((rule, i) =>
    readRule(rule, `spec.responseOverride[${i}]`, policy, context),
  );
  const rules = read.flatMap(one => ('problems' in one ? [] : [one]));
  return {
    ...(rules.length === 0 ? {} : { overrides: { rules } }),
    problems: read.flatMap(one => ('problems' in one ? one.problems : [])),
  };
}

const sources = { All: undefined, Local: 'proxy', Backend: 'backend' } as const;

function readRule(
  { match, source, response, redirect }: Rule,
  at: string,
  policy: BackendTrafficPolicy,
  context: PolicyContext,
): ResponseOverride | { readonly problems: readonly SectionProblem[] } {
  const expressions = match.responseHeaders.flatMap(({ value: { type, value } }, i) => {
    const problem = type === 'RegularExpression' ? expressionProblem(value) : undefined;
    return problem === undefined ? [] : [problemOf(problem, `${at}.match.responseHeaders[${i}].value.value`)];
  });
  const answer =
    redirect === undefined
      ? answerOf(response ?? {}, `${at}.response`, policy, context)
      : redirection(redirect);
  if (expressions.length > 0 || 'problem' in answer)
    return { problems: [...expressions, ...('problem' in answer ? [answer.problem] : [])] };
  return {
    statuses: match.statusCodes,
    headers: match.responseHeaders.map(({ name, value: { type, value } }) => ({
      name: name.toLowerCase(),
      kind: textKinds[type],
      value,
    })),
    ...given({ from: sources[source] }),
    answer,
  };
}

function answerOf(
  { statusCode, contentType, body, header }: NonNullable<Rule['response']>,
  at: string,
  policy: BackendTrafficPolicy,
  context: PolicyContext,
): OverridingAnswer | { readonly problem: SectionProblem } {
  const found = body === undefined ? { text: '' } : textOf(body, 'response.body', policy, context);
  if (found.text === undefined) return { problem: problemOf(found.problem, `${at}.body.valueRef`) };
  return {
    kind: 'answer',
    body: found.text,
    ...given({ status: statusCode, contentType, headers: header && { ...header, remove: [] } }),
  };
}

function redirection({
  statusCode,
  path,
  ...rest
}: NonNullable<Rule['redirect']>): Extract<OverridingAnswer, { readonly kind: 'redirect' }> {
  return {
    kind: 'redirect',
    status: statusCode,
    ...given({
      ...rest,
      path: path?.type === 'ReplaceFullPath' ? path.replaceFullPath : undefined,
    }),
  };
}

function problemOf(message: string, path: string): SectionProblem {
  return { reason: 'Invalid', message, path };
}
