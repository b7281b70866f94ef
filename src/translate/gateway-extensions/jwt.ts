import type { Jwt, JwtKeys, JwtProvider } from '#model';
import type { GatewayExtension } from '#resources';
import { given } from '../policies/given.ts';
import { keySetIn, noKeys } from '../policies/key-set.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import type { SectionProblem } from '../policies/section-problem.ts';
import { textOf } from '../text-source.ts';
import { calledByExtension } from './called-by-extension.ts';
import { type BrokenExtension, broken, type ExtensionMeaning } from './extension-state.ts';

type Written = NonNullable<GatewayExtension['spec']['jwt']>;
type WrittenProvider = Written['providers'][number];

/** JwtContext is where keys are found. */
type JwtContext = CallContext & Parameters<typeof textOf>[3];

/** kgateway's default, ms. */
const cacheFor = 300_000;

/** jwtOf finds the keys of every provider. */
export function jwtOf(
  { validationMode, providers }: Written,
  extension: GatewayExtension,
  context: JwtContext,
): ExtensionMeaning | BrokenExtension {
  const found = providers.map((provider, i) => {
    const keys = keysOf(provider, `spec.jwt.providers[${i}].jwks`, extension, context);
    return 'problem' in keys ? keys : { provider: providerOf(provider, keys.keys) };
  });
  const problems = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) return broken(...problems);
  const value: Jwt = {
    providers: found.flatMap(one => ('provider' in one ? [one.provider] : [])),
    ...given({ excused: excused[validationMode] }),
  };
  return { kind: 'jwt', value };
}

const excused = {
  Strict: undefined,
  AllowMissing: 'missing',
  AllowMissingOrFailed: 'failed',
} as const satisfies Record<Written['validationMode'], Jwt['excused'] | undefined>;

function providerOf(written: WrittenProvider, keys: JwtKeys): JwtProvider {
  const { name, issuer, audiences, tokenSource, claimsToHeaders, forwardToken, clockSkew } = written;
  return {
    name,
    audiences,
    keys,
    claimHeaders: claimsToHeaders.map(({ name: claim, header }) => ({ claim, header })),
    recomputesRoute: claimsToHeaders.length > 0,
    ...(forwardToken ? {} : { hidesToken: true }),
    ...given({ issuer, clockSkew, sources: tokenSource && sourcesOf(tokenSource) }),
  };
}

function sourcesOf({
  header,
  queryParameter,
}: NonNullable<WrittenProvider['tokenSource']>): NonNullable<JwtProvider['sources']> {
  return {
    headers: header === undefined ? [] : [{ name: header.header, ...given({ prefix: header.prefix }) }],
    params: queryParameter === undefined ? [] : [queryParameter],
    cookies: [],
  };
}

function keysOf(
  { jwks: { local, remote } }: WrittenProvider,
  at: string,
  extension: GatewayExtension,
  context: JwtContext,
): { readonly keys: JwtKeys } | { readonly problem: SectionProblem } {
  if (remote !== undefined) {
    const { url, backendRef, cacheDuration, timeout, asyncFetch, retryPolicy } = remote;
    const found = calledByExtension({ backendRef }, `${at}.remote`, extension, context, 'in-turn');
    if ('problem' in found) return found;
    const { numRetries, retryBackOff } = retryPolicy ?? {};
    const { baseInterval: base, maxInterval: max } = retryBackOff ?? {};
    return {
      keys: {
        kind: 'fetched',
        uri: url,
        from: found.use,
        cacheFor: cacheDuration ?? cacheFor,
        ...given({
          timeout,
          retryAfter: asyncFetch?.failedRefetchDuration,
          retries: retryPolicy && {
            ...given({ attempts: numRetries }),
            ...(base === undefined ? {} : { backOff: { base, ...given({ max }) } }),
          },
        }),
      },
    };
  }
  if (local === undefined) throw new Error('the schema asks for one of the two');
  const found = textOf(local, 'jwks', extension, context);
  const text = found.text === undefined ? undefined : keySetIn(found.text);
  if (text !== undefined) return { keys: { kind: 'inline', text } };
  return { problem: { reason: 'Invalid', message: found.problem ?? noKeys, path: `${at}.local` } };
}
