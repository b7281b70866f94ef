import type { ApiKeySource, HttpRule } from '#model';
import { cookieOf, headerOf, pathOf, queryOf, queryParam, type SeenRequest } from '../request.ts';
import type { Judge } from './judgement.ts';

/** apiKeyAuth looks for a key in the places where it may be, and for the client whose key it is. */
export const apiKeyAuth: Judge = ({ apiKeyAuth }, request) => {
  if (apiKeyAuth === undefined) return undefined;
  const [shown] = apiKeyAuth.sources.flatMap(source => keyAt(source, request) ?? []);
  if (shown === undefined) {
    const places = apiKeyAuth.sources.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    return { kind: 'answers', status: 401, why: `it shows no key (${places})` };
  }
  const client = apiKeyAuth.clients.find(({ key }) => key === shown);
  return client === undefined
    ? { kind: 'answers', status: 401, why: 'its key is of no client' }
    : { kind: 'passes', why: `its key is that of ${client.name}` };
};

/** withoutKey is a request as it goes on: without the key in its query, where the key is hidden from the backend. */
export function withoutKey({ apiKeyAuth }: HttpRule, request: SeenRequest): SeenRequest {
  if (apiKeyAuth?.hidesKey !== true) return request;
  const hidden = apiKeyAuth.sources.flatMap(({ kind, name }) => (kind === 'query' ? [name] : []));
  const shown = queryOf(request)
    .slice(1)
    .split('&')
    .filter(pair => pair !== '' && !hidden.includes(pair.split('=')[0] ?? ''));
  return { ...request, path: pathOf(request) + (shown.length === 0 ? '' : `?${shown.join('&')}`) };
}

function keyAt({ kind, name }: ApiKeySource, request: SeenRequest): string | undefined {
  switch (kind) {
    case 'header':
      return headerOf(request, name.toLowerCase())?.replace(/^Bearer /, '');
    case 'query':
      return queryParam(request, name);
    case 'cookie':
      return cookieOf(request, name);
  }
}
