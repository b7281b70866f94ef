import { headerOf } from '../request.ts';
import type { Judge } from './judgement.ts';
import { matchesOrigin } from './origin.ts';

/** cors answers a browser's question (a preflight) itself, whether or not its page may ask. */
export const cors: Judge = ({ cors }, request) => {
  if (cors === undefined) return undefined;
  const origin = headerOf(request, 'origin') ?? '';
  if (origin === '') return { kind: 'shapes', why: 'no page of another origin asks' };
  const isAllowed = (cors.origins ?? []).some(allowed => matchesOrigin(allowed, origin));
  const why = `pages of ${origin} may${isAllowed ? '' : ' not'} read the answer`;
  const asked = headerOf(request, 'access-control-request-method') ?? '';
  if (request.method !== 'OPTIONS' || asked === '') return { kind: 'shapes', why };
  return { kind: 'answers', status: 200, why: `a browser's question; ${why}` };
};
