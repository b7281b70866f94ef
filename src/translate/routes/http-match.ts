import type { HttpMatch, PathMatch, TextMatch } from '#model';
import type { HttpRouteMatch } from '#resources';
import { pathMatch, textKinds } from '../written-match.ts';
import { expressionProblem } from './expression.ts';

/** MatchProblem says which expression cannot be used, and why. */
export interface MatchProblem {
  readonly message: string;
  /** Within the match, e.g. `headers[0].value`. */
  readonly path: string;
}

/** translateMatch reads one match of a rule, or says why no request can be matched against it. */
export function translateMatch(written: HttpRouteMatch): HttpMatch | MatchProblem {
  const path = pathMatch(written.path);
  const ofPath = valueProblem(path, 'path.value');
  if (ofPath !== undefined) return ofPath;
  const matched = translateHeaders(written.headers);
  if ('message' in matched) return matched;
  const queryParams = written.queryParams.map(textMatch);
  const problem = firstProblem(queryParams, 'queryParams');
  if (problem !== undefined) return problem;
  const { headers } = matched;
  return { path, headers, queryParams, ...(written.method === undefined ? {} : { method: written.method }) };
}

/** translateHeaders reads the headers of a match. */
export function translateHeaders(
  written: HttpRouteMatch['headers'],
): { readonly headers: readonly TextMatch[] } | MatchProblem {
  const headers = written.map(({ name, ...rest }) => textMatch({ ...rest, name: name.toLowerCase() }));
  return firstProblem(headers, 'headers') ?? { headers };
}

function textMatch(written: HttpRouteMatch['headers'][number]): TextMatch {
  return { name: written.name, kind: textKinds[written.type], value: written.value };
}

function firstProblem(matches: readonly TextMatch[], list: string): MatchProblem | undefined {
  for (const [i, match] of matches.entries()) {
    const problem = valueProblem(match, `${list}[${i}].value`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueProblem({ kind, value }: PathMatch | TextMatch, path: string): MatchProblem | undefined {
  const message = kind === 'regex' ? expressionProblem(value) : undefined;
  return message === undefined ? undefined : { message, path };
}
