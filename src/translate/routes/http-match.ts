import { RE2JS } from 're2js';
import type { HttpMatch, PathMatch, TextMatch } from '#model';
import type { HttpRouteMatch } from '#resources';

/** MatchProblem says which expression cannot be used, and why. */
export interface MatchProblem {
  readonly message: string;
  /** Within the match, e.g. `headers[0].value`. */
  readonly path: string;
}

const pathKinds = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' } as const;
const textKinds = { Exact: 'exact', RegularExpression: 'regex' } as const;

/** translateMatch reads one match of a rule, or says why no request can be matched against it. */
export function translateMatch(written: HttpRouteMatch): HttpMatch | MatchProblem {
  const path: PathMatch = { kind: pathKinds[written.path.type], value: written.path.value };
  const headers = written.headers.map(({ name, ...rest }) =>
    textMatch({ ...rest, name: name.toLowerCase() }),
  );
  const queryParams = written.queryParams.map(textMatch);
  const problem =
    expressionProblem(path, 'path.value') ??
    firstProblem(headers, 'headers') ??
    firstProblem(queryParams, 'queryParams');
  if (problem !== undefined) return problem;
  return { path, headers, queryParams, ...(written.method === undefined ? {} : { method: written.method }) };
}

function textMatch(written: HttpRouteMatch['headers'][number]): TextMatch {
  return { name: written.name, kind: textKinds[written.type], value: written.value };
}

function firstProblem(matches: readonly TextMatch[], list: string): MatchProblem | undefined {
  for (const [i, match] of matches.entries()) {
    const problem = expressionProblem(match, `${list}[${i}].value`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Envoy's expressions are RE2: what RE2 refuses, Envoy refuses together with everything beside it. */
function expressionProblem(
  { kind, value }: { kind: string; value: string },
  path: string,
): MatchProblem | undefined {
  if (kind !== 'regex') return undefined;
  try {
    RE2JS.compile(value);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { message: `is no RE2 expression (${why})`, path };
  }
}
