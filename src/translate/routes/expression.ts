import { RE2JS } from 're2js';

/**
 * expressionProblem says why an expression is not RE2, which Envoy requires: Envoy refuses the whole resource that holds a
 * wrong one.
 */
export function expressionProblem(expression: string): string | undefined {
  try {
    RE2JS.compile(expression);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `is not a valid RE2 expression (${why})`;
  }
}
