import type { Jwt } from '#model';
import { cookieOf, headerOf, queryParam, type SeenRequest } from '../request.ts';
import type { Judge } from './judgement.ts';

/** jwt turns away requests without a token; whether a token is valid, only its provider's keys can tell. */
export const jwt: Judge = ({ jwt }, request) => {
  if (jwt === undefined) return undefined;
  const { providers, excused } = jwt.value;
  const names = providers.map(({ name }) => name).join(' or ');
  if (excused === 'failed') return { kind: 'passes', why: `passes with or without a token of ${names}` };
  if (bringsToken(jwt.value, request)) {
    const asks = providers.flatMap(({ keys }) => (keys.kind === 'fetched' ? [keys.from] : []));
    return { kind: 'depends', asks, why: `passes if ${names} vouches for its token` };
  }
  return excused === 'missing'
    ? { kind: 'passes', why: `it brings no token of ${names}, and need not` }
    : { kind: 'answers', status: 401, why: `it brings no token of ${names}` };
};

/** bringsToken tells whether a request has anything where tokens are looked for. */
export function bringsToken({ providers }: Jwt, request: SeenRequest): boolean {
  return providers.some(({ sources }) => {
    const { headers, params, cookies } = sources ?? {
      headers: [{ name: 'authorization', prefix: 'Bearer ' }],
      params: ['access_token'],
      cookies: [],
    };
    return (
      headers.some(({ name, prefix = '' }) => headerOf(request, name.toLowerCase())?.includes(prefix)) ||
      params.some(name => queryParam(request, name) !== undefined) ||
      cookies.some(name => cookieOf(request, name) !== undefined)
    );
  });
}
