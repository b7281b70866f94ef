import { isMap } from '#lib/fields.ts';
import { parsedJson } from '#lib/json.ts';

/** Challenge says how a registry wants to be asked: by name and password, or by a token that somebody issues. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'token'; readonly realm: URL; readonly service?: string; readonly scope?: string };

/** readChallenge reads the header `WWW-Authenticate` (RFC 9110, and the token authentication of registries). */
export function readChallenge(header = ''): Challenge {
  if (/^basic\b/i.test(header)) return { kind: 'basic' };
  const parameters = new Map(
    [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const realm = parameters.get('realm') ?? '';
  if (!/^bearer\b/i.test(header) || !URL.canParse(realm) || new URL(realm).protocol !== 'https:')
    throw new Error('it answered 401, and does not say where a token is issued over TLS');
  const service = parameters.get('service');
  const scope = parameters.get('scope');
  return {
    kind: 'token',
    realm: new URL(realm),
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined ? {} : { scope }),
  };
}

/** tokenAddress is where a token for pulling from a repository is asked for. */
export function tokenAddress(
  { realm, service, scope }: Extract<Challenge, { readonly kind: 'token' }>,
  repository: string,
): URL {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope ?? `repository:${repository}:pull`);
  return url;
}

/** tokenIn reads the answer of whoever issues tokens. */
export function tokenIn(text: string): string {
  const said = parsedJson(text);
  const token = isMap(said) ? (said.token ?? said.access_token) : undefined;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new Error('whoever issues its tokens sent none');
  return token;
}
