import type { Csrf } from '#model';
import { matchesPattern } from '../matches.ts';
import { headerOf, type SeenRequest } from '../request.ts';
import type { Judge, Judgement } from './judgement.ts';
import { matchesOrigin } from './origin.ts';

const changing: readonly string[] = ['POST', 'PUT', 'DELETE', 'PATCH'];

/** csrf compares where a page is from with where its request goes. */
export const csrf: Judge = ({ csrf }, request) => {
  if (csrf === undefined) return undefined;
  if (!changing.includes(request.method)) return { kind: 'passes', why: `${request.method} changes nothing` };
  const source = sourceOf(request);
  if (source === undefined) return refusal(csrf, 'neither Origin nor Referer say where it is from');
  const { hosts, patterns = [] } = csrf;
  const isNamed =
    hosts.some(host => matchesOrigin(host, source)) || patterns.some(one => matchesPattern(one, source));
  if (source === request.authority || isNamed) {
    return { kind: 'passes', why: `it is from a page of ${source}` };
  }
  return refusal(csrf, `it is from a page of ${source}, which may not send it`);
};

/** A share of the requests that would be turned away is only counted, and passes. */
function refusal({ enforced = million }: Csrf, why: string): Judgement {
  if (enforced === million) return { kind: 'answers', status: 403, why };
  const passing = `${why}; ${(million - enforced) / 10_000} % pass all the same`;
  return { kind: enforced === 0 ? 'passes' : 'depends', why: passing };
}

const million = 1_000_000;

/** Host and port of the page. */
function sourceOf(request: SeenRequest): string | undefined {
  const origin = headerOf(request, 'origin') ?? '';
  const said = origin === '' || origin === 'null' ? (headerOf(request, 'referer') ?? '') : origin;
  return /^[a-z]+:\/\/([^/?#]+)/i.exec(said)?.[1];
}
