import { Type } from 'typebox';
import type { Report } from '../schema/annotate.ts';

/** metricsPath is the path of a page of metrics. */
export const metricsPath = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/[!-~]*$',
  '~wants': 'a path, which begins with "/" and has no spaces',
});

/** applicationAddress is where an application with metrics listens. */
export const applicationAddress = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[-A-Za-z0-9.:]+$',
  '~wants': 'an IP address or a name',
});

/** The most characters: a description of the page comes along with each request for it. */
const most = 16_384;

/** bearable limits how much a page's description may contain, as that travels in a header. */
export function bearable(what: string, said: unknown, report: Report, ...path: readonly string[]): void {
  if (JSON.stringify(said ?? null).length > most)
    report(`says too much of ${what}: at most ${most} characters in all`, ...path);
}
