import type {
  Faults,
  InternalRedirects,
  Liftable,
  Mirroring,
  RequestRate,
  RouteFacets,
  Traces,
} from '#model';
import type { TrafficPolicy } from '#resources';
import { corsOf } from '../../cors.ts';
import { delayAndAbort } from '../fault-settings.ts';
import { given, unlessEmpty } from '../given.ts';
import { upgradesOf } from '../upgrade-settings.ts';
import { tagsOf } from './trace-tags.ts';

type Spec = TrafficPolicy['spec'];
type Written<Name extends keyof Spec> = NonNullable<Spec[Name]>;

/** requestFacetsOf reads what is done with requests and responses on their way. */
export function requestFacetsOf(spec: Spec): RouteFacets {
  const { buffer, compression, cors, faultInjection, httpUpgrade, rateLimit, retry, tracing } = spec;
  const { responseCompression: packed, requestDecompression: unpacked } = compression ?? {};
  const limit = buffer?.maxRequestSize;
  return given({
    compression:
      packed && !packed.disable ? { encodings: encodingsOf(packed).map(kind => ({ kind })) } : undefined,
    cors: cors && !cors.disable ? corsOf(cors) : undefined,
    decompression:
      unpacked && !unpacked.disable
        ? { encodings: encodingsOf(unpacked), isOfRequests: true as const }
        : undefined,
    faults: faultInjection && faultsOf(faultInjection),
    requestBuffer: limit === undefined ? undefined : { limit },
    requestRate: rateLimit?.local && requestRateOf(rateLimit.local),
    internalRedirects: spec.internalRedirect && internalRedirectsOf(spec.internalRedirect),
    mirroring: spec.requestMirror && mirroringOf(spec.requestMirror),
    retries: retry && retriesOf(retry),
    statistics: spec.statPrefix === undefined ? undefined : { name: statisticsName(spec.statPrefix) },
    timeouts: spec.timeouts && unlessEmpty(spec.timeouts),
    traces: tracing && tracesOf(tracing),
    upgrades: httpUpgrade && upgradesOf(httpUpgrade),
  });
}

/**
 * liftedBy gives the facets of more general policies that do not hold: those that are disabled, and a local rate limit
 * without a bucket.
 */
export function liftedBy(spec: Spec): Readonly<Partial<Record<Liftable, true>>> | undefined {
  const { apiKeyAuth, basicAuth, buffer, compression, cors, extAuth, extProc, faultInjection } = spec;
  const { jwtAuth, rateLimit } = spec;
  const off = (disabled: unknown) => (disabled === undefined ? undefined : (true as const));
  return unlessEmpty(
    given({
      apiKeyAuth: off(apiKeyAuth?.disable),
      basicAuth: off(basicAuth?.disable),
      compression: off(compression?.responseCompression?.disable),
      cors: off(cors?.disable),
      decompression: off(compression?.requestDecompression?.disable),
      extAuth: off(extAuth?.disable),
      extProcs: off(extProc?.disable),
      faults: off(faultInjection?.disable),
      jwt: off(jwtAuth?.disable),
      requestBuffer: off(buffer?.disable),
      requestRate: off(rateLimit?.local?.tokenBucket === undefined ? rateLimit?.local : undefined),
    }),
  );
}

const encodings = { Gzip: 'gzip', Brotli: 'brotli', Zstd: 'zstd' } as const;

function encodingsOf({ libraries = ['Gzip'] }: NonNullable<Written<'compression'>['responseCompression']>) {
  return libraries.map(library => encodings[library]);
}

function requestRateOf({
  tokenBucket: bucket,
  percentEnabled: considered,
  percentEnforced: enforced,
}: NonNullable<Written<'rateLimit'>['local']>): RequestRate | undefined {
  return (
    bucket && {
      requests: bucket.tokensPerFill,
      interval: bucket.fillInterval,
      burst: bucket.maxTokens,
      ...given({ considered, enforced }),
    }
  );
}

function internalRedirectsOf(written: Written<'internalRedirect'>): InternalRedirects {
  const { redirectResponseCodes: statuses, responseHeadersToCopy, maxRedirects } = written;
  return {
    statuses,
    acrossSchemes: written.allowCrossSchemeRedirect,
    copiedHeaders: responseHeadersToCopy.map(name => name.toLowerCase()),
    ...given({ most: maxRedirects }),
  };
}

/** Envoy appends nothing to a host that is written. */
function mirroringOf({
  disableShadowHostSuffixAppend,
  hostRewriteLiteral: host,
}: Written<'requestMirror'>): Mirroring {
  return given({ host, keepsHost: disableShadowHostSuffixAppend });
}

function retriesOf(written: Written<'retry'>): RouteFacets['retries'] {
  const { attempts, retryOn, statusCodes, perTryTimeout, backoffBaseInterval: base } = written;
  return {
    attempts,
    on: retryOn,
    statuses: statusCodes,
    ...given({ perTryTimeout, backOff: base === undefined ? undefined : { base, max: 10 * base } }),
  };
}

/** A kilobit is a thousand bits, and the model counts bytes. */
const bytesInKilobit = 125;

function faultsOf(written: Written<'faultInjection'>): Faults | undefined {
  const { responseRateLimit: slowed, maxActiveFaults: most } = written;
  return unlessEmpty({
    ...delayAndAbort(written),
    ...given({
      answers: slowed && { rate: slowed.kbitsPerSecond * bytesInKilobit, percent: slowed.percentage },
      most,
    }),
  });
}

const operators = {
  route_name: '%ROUTE_NAME%',
  route_namespace: '%ROUTE_NAMESPACE%',
  rule_name: '%ROUTE_RULE_NAME%',
} as const;

function statisticsName(written: string): string {
  return written.replace(/\{\{(\w+)\}\}/g, (_, name: keyof typeof operators) => operators[name]);
}

function tracesOf({
  clientSampling: clientShare,
  randomSampling: share,
  overallSampling: totalShare,
  attributes,
  disable,
}: Written<'tracing'>): Traces {
  if (disable !== undefined) return { totalShare: 0, tags: {} };
  return { tags: tagsOf(attributes), ...given({ share, clientShare, totalShare }) };
}
