import { resourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { HeaderTest, Oidc } from '#model';
import type { SecretObjectReference, SecurityPolicy } from '#resources';
import { keptLine } from '../../kept-line.ts';
import { secretOf } from '../../secret-ref.ts';
import { patternProblems, textPattern } from '../../written-match.ts';
import { usedService } from '../called-service.ts';
import { type LoginEndpoints, loginEndpoints, wantedBy } from '../login-endpoints.ts';
import { loginSecrets } from '../login-secrets.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem } from '../section.ts';

type Written = NonNullable<SecurityPolicy['spec']['oidc']>;
type Found<T> = T | { readonly problem: SectionProblem };

const path = 'spec.oidc';
/** Envoy Gateway's defaults. */
const defaultRedirect = '%REQ(x-forwarded-proto)%://%REQ(:authority)%/oauth2/callback';
const defaultLogout = '/logout';

/** oidcSection finds the client's secret and where its tokens come from: as written, or as the issuer publishes of itself. */
export function oidcSection(written: Written, policy: SecurityPolicy, context: PolicyContext): Section {
  const service = tokenServiceOf(written, policy, context);
  const clientId = clientIdOf(written, policy, context);
  const secret = keyOf(written.clientSecret, 'client-secret', `${path}.clientSecret`, policy, context);
  const found = [service, clientId, secret];
  const problems = [...found.flatMap(one => ('problem' in one ? [one.problem] : [])), ...mistakesIn(policy)];
  if (problems.length > 0 || 'problem' in service || 'problem' in clientId || 'problem' in secret) {
    return { ...brokenSection(...problems), ...wantedBy(service) };
  }
  const secrets = loginSecrets(policy.ref, secret.text);
  const [client, cookies] = secrets;
  const { use, host, endpoints, settings } = service;
  const { timeout, retries } = settings;
  const value: Oidc = {
    ...endpoints,
    tokenService: use,
    ...(timeout === undefined ? {} : { tokenTimeout: timeout }),
    ...(retries === undefined ? {} : { tokenRetries: retries }),
    clientId: clientId.text,
    clientSecret: client.key,
    cookieSecret: cookies.key,
    ...sessionOf(written, resourceKey(policy.ref)),
    passedOn: written.passThroughAuthHeader ? passedOn(policy.spec.jwt) : [],
  };
  return {
    facets: { oidc: { owner: resourceKey(policy.ref), value } },
    ...(host === undefined ? {} : { hosts: [host] }),
    calls: [settings],
    secrets,
    ...wantedBy(service),
    problems: [],
  };
}

type Session = Omit<
  Oidc,
  | keyof LoginEndpoints
  | 'tokenService'
  | 'tokenTimeout'
  | 'tokenRetries'
  | 'clientId'
  | 'clientSecret'
  | 'cookieSecret'
  | 'passedOn'
>;

function sessionOf(written: Written, owner: string): Session {
  const { redirectURL = defaultRedirect, logoutPath, cookieConfig, cookieNames, cookieDomain } = written;
  const { defaultTokenTTL, defaultRefreshTokenTTL, csrfTokenTTL, denyRedirect, forwardIDToken } = written;
  const sameSite = cookieConfig?.sameSite;
  return {
    redirectUrl: redirectURL,
    redirectPath: redirectURL.replace(/^[^/]+:\/\/[^/]+/, ''),
    logoutPath: logoutPath ?? defaultLogout,
    scopes: [...new Set(['openid', ...written.scopes])],
    resources: written.resources,
    forwardsAccessToken: written.forwardAccessToken,
    usesRefreshToken: written.refreshToken,
    storesPlainTokens: written.disableTokenEncryption,
    ...(defaultTokenTTL === undefined ? {} : { tokenLife: defaultTokenTTL }),
    ...(defaultRefreshTokenTTL === undefined ? {} : { refreshTokenLife: defaultRefreshTokenTTL }),
    ...(csrfTokenTTL === undefined ? {} : { csrfTokenLife: csrfTokenTTL }),
    cookieSuffix: hashBytes(Buffer.from(owner)).slice(0, 8),
    cookieNames: {
      ...(cookieNames?.accessToken === undefined ? {} : { accessToken: cookieNames.accessToken }),
      ...(cookieNames?.idToken === undefined ? {} : { idToken: cookieNames.idToken }),
    },
    ...(cookieDomain === undefined ? {} : { cookieDomain }),
    ...(sameSite === undefined ? {} : { sameSite: sites[sameSite] }),
    ...(forwardIDToken === undefined ? {} : { idTokenHeader: forwardIDToken.header.toLowerCase() }),
    neverRedirected: (denyRedirect?.headers ?? []).map(({ name, ...match }) => ({
      name: name.toLowerCase(),
      ...textPattern(match),
    })),
  };
}

const sites = { Lax: 'lax', Strict: 'strict', None: 'none' } as const;

function mistakesIn({ spec: { oidc, jwt, authorization } }: SecurityPolicy): SectionProblem[] {
  const mistakes = patternProblems(oidc?.denyRedirect?.headers, `${path}.denyRedirect.headers`);
  const message = oidc?.passThroughAuthHeader ? passProblem(jwt, authorization !== undefined) : undefined;
  return [
    ...mistakes,
    ...(message === undefined ? [] : [{ message, path: `${path}.passThroughAuthHeader` }]),
  ].map(mistake => ({ reason: 'Invalid', ...mistake }));
}

/** A request that brings a token passes without a login: something else must check that token. */
function passProblem(jwt: SecurityPolicy['spec']['jwt'], isAuthorized: boolean): string | undefined {
  if (jwt === undefined) return 'needs spec.jwt: else everybody passes who brings a token, whatever it says';
  if (!jwt.failOpen || isAuthorized) return undefined;
  return 'and spec.jwt.failOpen let everybody pass who brings a token, whatever it says: write one of them, or spec.authorization';
}

/** The headers in which the tokens of `jwt` are looked for. */
function passedOn(jwt: SecurityPolicy['spec']['jwt']): HeaderTest[] {
  return (jwt?.providers ?? []).flatMap(({ extractFrom }): HeaderTest[] => {
    if (extractFrom === undefined) return [{ name: 'authorization', kind: 'prefix', value: 'Bearer ' }];
    return extractFrom.headers.map(({ name, valuePrefix = '' }) => ({
      name: name.toLowerCase(),
      kind: 'prefix',
      value: valuePrefix,
    }));
  });
}

function tokenServiceOf({ provider }: Written, policy: SecurityPolicy, context: PolicyContext) {
  const at = `${path}.provider`;
  const found = loginEndpoints(provider, `${at}.issuer`, policy, context);
  if ('problem' in found) return found;
  const { tokenEndpoint } = found.endpoints;
  const where = provider.tokenEndpoint === undefined ? 'issuer' : 'tokenEndpoint';
  const address = { url: tokenEndpoint, path: `${at}.${where}` };
  return { ...found, ...usedService(provider, at, policy, context, address) };
}

function clientIdOf(
  { clientID, clientIDRef }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
): Found<{ readonly text: string }> {
  if (clientIDRef === undefined) return { text: clientID ?? '' };
  return keyOf(clientIDRef, 'client-id', `${path}.clientIDRef`, policy, context);
}

function keyOf(
  ref: SecretObjectReference,
  key: string,
  at: string,
  policy: SecurityPolicy,
  context: PolicyContext,
): Found<{ readonly text: string }> {
  const found = secretOf(ref, at, policy, context);
  if ('problem' in found) return found;
  const text = keptLine(found.secret.spec.data[key] ?? '');
  if (text !== '') return { text };
  const { namespace, name } = found.secret.ref;
  const message = `names Secret ${namespace}/${name}, which has nothing under ${key}`;
  return { problem: { reason: 'Invalid', message, path: at } };
}
