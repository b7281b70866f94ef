import { Type } from 'typebox';
import type { Report } from '../schema/annotate.ts';

/** metricsPath is where metrics are shown. */
export const metricsPath = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/[!-~]*$',
  '~wants': 'a path, which begins with "/" and has no spaces',
});

/** applicationAddress is where an application listens that shows some. */
export const applicationAddress = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[-A-Za-z0-9.:]+$',
  '~wants': 'an IP address or a name',
});

/** What is on a page comes along with each request for it. */
const most = 16_384;

/** bearable is the rule that what is said of the applications of a page, and of what is chosen for it, is not too much to be sent. */
export function bearable(what: string, said: unknown, report: Report, ...path: readonly string[]): void {
  if (JSON.stringify(said ?? null).length > most)
    report(`says too much of ${what}: at most ${most} characters in all`, ...path);
}
