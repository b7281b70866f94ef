import { RE2JS } from 're2js';

/** expressionProblem: Envoy's expressions are RE2; what RE2 refuses, Envoy refuses together with everything beside it. */
export function expressionProblem(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `is no RE2 expression (${why})`;
  }
}
