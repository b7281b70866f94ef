import { resourceKey } from '#lib/resource-ref.ts';
import type { Backend, JwtKeys, JwtProvider } from '#model';
import type { SecurityPolicy } from '#resources';
import { textOf } from '../../text-source.ts';
import type { CallSettings } from '../call-settings.ts';
import { usedService } from '../called-service.ts';
import { keySetIn, noKeys } from '../key-set.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem } from '../section.ts';

type Written = NonNullable<SecurityPolicy['spec']['jwt']>;
type WrittenProvider = Written['providers'][number];
type Found<T> = T | { readonly problem: SectionProblem };

/** Envoy Gateway's default, ms. */
const cacheFor = 300_000;

/** jwtSection finds the keys of every provider. */
export function jwtSection(
  { optional, failOpen, providers }: Written,
  policy: SecurityPolicy,
  context: PolicyContext,
): Section {
  const found = providers.map((written, i) => {
    const keys = keysOf(written, `spec.jwt.providers[${i}]`, policy, context);
    return 'problem' in keys
      ? keys
      : { provider: providerOf(written, keys.keys), host: keys.host, settings: keys.settings };
  });
  const problems = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) return brokenSection(...problems);
  const usable = found.flatMap(one => ('problem' in one ? [] : [one]));
  return {
    facets: {
      jwt: {
        owner: resourceKey(policy.ref),
        value: {
          providers: usable.map(({ provider }) => provider),
          ...(failOpen ? { excused: 'failed' } : optional ? { excused: 'missing' } : {}),
        },
      },
    },
    hosts: usable.flatMap(({ host }) => host ?? []),
    calls: usable.flatMap(({ settings }) => settings ?? []),
    problems: [],
  };
}

function providerOf(
  { name, issuer, audiences, extractFrom, claimToHeaders, recomputeRoute }: WrittenProvider,
  keys: JwtKeys,
): JwtProvider {
  return {
    name,
    ...(issuer === undefined || issuer === '' ? {} : { issuer }),
    audiences,
    keys,
    ...(extractFrom === undefined
      ? {}
      : {
          sources: {
            headers: extractFrom.headers.map(({ name, valuePrefix }) => ({
              name,
              ...(valuePrefix === undefined ? {} : { prefix: valuePrefix }),
            })),
            params: extractFrom.params,
            cookies: extractFrom.cookies,
          },
        }),
    claimHeaders: claimToHeaders.map(({ claim, header }) => ({ claim, header })),
    recomputesRoute: recomputeRoute,
  };
}

function keysOf(
  { remoteJWKS, localJWKS }: WrittenProvider,
  at: string,
  policy: SecurityPolicy,
  context: PolicyContext,
): Found<{ readonly keys: JwtKeys; readonly host?: Backend; readonly settings?: CallSettings }> {
  if (remoteJWKS !== undefined) {
    const { uri, cacheDuration, failedRefetchDuration } = remoteJWKS;
    const path = `${at}.remoteJWKS`;
    const host = { url: uri, path: `${path}.uri` };
    const service = usedService(remoteJWKS, path, policy, context, host, 'in-turn');
    if ('problem' in service) return service;
    const { use, settings } = service;
    const { timeout, retries } = settings;
    return {
      keys: {
        kind: 'fetched',
        uri,
        from: use,
        ...(timeout === undefined ? {} : { timeout }),
        ...(retries === undefined ? {} : { retries }),
        cacheFor: cacheDuration ?? cacheFor,
        ...(failedRefetchDuration === undefined ? {} : { retryAfter: failedRefetchDuration }),
      },
      ...(service.host === undefined ? {} : { host: service.host }),
      settings,
    };
  }
  if (localJWKS === undefined) throw new Error('the schema asks for one of the two');
  const path = `${at}.localJWKS.${localJWKS.kind === 'inline' ? 'inline' : 'valueRef'}`;
  const found = textOf(localJWKS, 'jwks', policy, context);
  const text = found.text === undefined ? undefined : keySetIn(found.text);
  if (text !== undefined) return { keys: { kind: 'inline', text } };
  const message = found.problem ?? noKeys;
  return { problem: { reason: 'Invalid', message, path } };
}
