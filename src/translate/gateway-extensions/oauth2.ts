import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { HeaderTest, Oidc } from '#model';
import type { GatewayExtension } from '#resources';
import { keptLine } from '../kept-line.ts';
import { given } from '../policies/given.ts';
import { type LoginContext, loginEndpoints, wantedBy } from '../policies/login-endpoints.ts';
import { loginSecrets } from '../policies/login-secrets.ts';
import type { CallContext, PolicyContext } from '../policies/policy-kind.ts';
import type { SectionProblem } from '../policies/section-problem.ts';
import { expressionProblem } from '../routes/expression.ts';
import { calledByExtension } from './called-by-extension.ts';
import { type BrokenExtension, broken, type ExtensionMeaning } from './extension-state.ts';

type Written = NonNullable<GatewayExtension['spec']['oauth2']>;

const at = 'spec.oauth2';
/** kgateway's default. */
const defaultRedirect = '%REQ(x-forwarded-proto)%://%REQ(:authority)%/oauth2/redirect';

/** oauth2Of finds the service that issues tokens, the gateway's credentials there, and where browsers are sent. */
export function oauth2Of(
  written: Written,
  extension: GatewayExtension,
  context: CallContext & LoginContext & Pick<PolicyContext, 'authorities'>,
): ExtensionMeaning | BrokenExtension {
  const { issuerURI = '', backendRef, credentials } = written;
  const service = calledByExtension({ backendRef }, at, extension, context);
  const found = loginEndpoints({ ...written, issuer: issuerURI }, `${at}.issuerURI`, extension, context);
  const secret = clientSecret(credentials.clientSecretRef.name, extension, context);
  const problems = [
    ...(written.jwt === undefined ? [] : [unserved]),
    ...[service, found, secret].flatMap(one => ('problem' in one ? [one.problem] : [])),
    ...expressions(written.denyRedirect?.headers ?? []),
  ];
  if (problems.length > 0 || 'problem' in service || 'problem' in found || 'problem' in secret)
    return { ...broken(...problems), ...wantedBy(found) };
  const secrets = loginSecrets(extension.ref, secret.text);
  const [client, cookies] = secrets;
  // Envoy accepts it with OpenID Connect only, and otherwise refuses the whole listener.
  const { endSessionEndpoint, ...endpoints } = found.endpoints;
  const isOpenId = written.scopes.includes('openid');
  const value: Oidc = {
    ...endpoints,
    ...(isOpenId ? given({ endSessionEndpoint }) : {}),
    tokenService: service.use,
    clientId: credentials.clientID,
    clientSecret: client.key,
    cookieSecret: cookies.key,
    ...sessionOf(written, resourceKey(extension.ref)),
  };
  const warnings = isOpenId || written.endSessionEndpoint === undefined ? [] : [withoutOpenId];
  const { wants = [], warnings: asked = [] } = found;
  return { kind: 'oauth2', value, secrets, ...wantedBy({ wants, warnings: [...warnings, ...asked] }) };
}

const withoutOpenId = {
  reason: 'UnsupportedValue',
  message:
    'has no effect without openid among the scopes: browsers are told nothing but that they are logged out',
  path: `${at}.endSessionEndpoint`,
} as const;

const unserved: SectionProblem = {
  reason: 'UnsupportedValue',
  message: 'is not served yet: name a GatewayExtension of type jwt in jwtAuth, which is asked as well',
  path: `${at}.jwt`,
};

type Session = Omit<
  Oidc,
  | 'authorizationEndpoint'
  | 'tokenEndpoint'
  | 'endSessionEndpoint'
  | 'tokenService'
  | 'clientId'
  | 'clientSecret'
  | 'cookieSecret'
>;

function sessionOf(written: Written, owner: string): Session {
  const { redirectURI = defaultRedirect, logoutPath, scopes, forwardAccessToken, cookies } = written;
  const { accessToken, idToken } = cookies?.names ?? {};
  return {
    redirectUrl: redirectURI,
    redirectPath: redirectURI.replace(/^[^/]+:\/\/[^/]+/, ''),
    logoutPath,
    scopes,
    resources: [],
    forwardsAccessToken: forwardAccessToken,
    usesRefreshToken: true,
    storesPlainTokens: false,
    cookieSuffix: hashBytes(Buffer.from(owner)).slice(0, 8),
    cookieNames: given({ accessToken, idToken }),
    ...given({ cookieDomain: cookies?.domain }),
    sameSite: sites[cookies?.sameSite ?? 'Lax'],
    passedOn: [],
    neverRedirected: (written.denyRedirect?.headers ?? []).map(
      ({ name, type, value }): HeaderTest => ({ name: name.toLowerCase(), kind: kinds[type], value }),
    ),
  };
}

const sites = { Lax: 'lax', Strict: 'strict', None: 'none' } as const;
const kinds = { Exact: 'exact', RegularExpression: 'regex' } as const;

function expressions(headers: NonNullable<Written['denyRedirect']>['headers']): SectionProblem[] {
  return headers.flatMap(({ type, value }, i) => {
    const message = type === 'RegularExpression' ? expressionProblem(value) : undefined;
    const path = `${at}.denyRedirect.headers[${i}].value`;
    return message === undefined ? [] : [{ reason: 'Invalid', message, path } as const];
  });
}

function clientSecret(
  name: string,
  { ref: { namespace } }: GatewayExtension,
  { authorities, track }: Pick<PolicyContext, 'authorities' | 'track'>,
): { readonly text: string } | { readonly problem: SectionProblem } {
  const key = resourceKey({ group: '', kind: 'Secret', zone: localZone, namespace, name });
  const found = track.fetch(authorities.secrets, key);
  const text = keptLine(found?.spec.data['client-secret'] ?? '');
  if (text !== '') return { text };
  const what = found === undefined ? 'which was not found' : 'which has nothing under client-secret';
  const message = `names Secret ${namespace}/${name}, ${what}`;
  return { problem: { reason: 'Invalid', message, path: `${at}.credentials.clientSecretRef` } };
}
