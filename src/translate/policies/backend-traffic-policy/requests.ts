import { resourceKey } from '#lib/resource-ref.ts';
import type {
  AdaptiveConcurrency,
  AdmissionControl,
  Bandwidth,
  Compression,
  Decompression,
  RouteFacets,
  Traces,
} from '#model';
import { type BackendTrafficPolicy, bandwidthUnits, grpcStatuses } from '#resources';
import { percentOf, tagsOf } from '../../traced.ts';
import { delayAndAbort } from '../fault-settings.ts';
import { given, unlessEmpty } from '../given.ts';
import { upgradesOf } from '../upgrade-settings.ts';

type Written<Name extends keyof BackendTrafficPolicy['spec']> = NonNullable<
  BackendTrafficPolicy['spec'][Name]
>;

/** requestFacetsOf reads what is done with requests and responses on their way, apart from rate limits. */
export function requestFacetsOf({ ref, spec }: BackendTrafficPolicy): RouteFacets {
  const { adaptiveConcurrency, admissionControl, telemetry } = spec;
  const { metrics, tracing } = telemetry ?? {};
  return {
    ...onTheirWay(spec),
    ...given({
      adaptiveConcurrency: adaptiveConcurrency && {
        owner: resourceKey(ref),
        value: adaptiveConcurrencyOf(adaptiveConcurrency),
      },
      admissionControl: admissionControl && {
        owner: resourceKey(ref),
        value: admissionOf(admissionControl),
      },
      statistics: metrics?.routeStatName === undefined ? undefined : { name: metrics.routeStatName },
      traces: tracing && tracesOf(tracing),
    }),
  };
}

function onTheirWay({
  bandwidthLimit,
  compression,
  compressor,
  decompressor,
  faultInjection,
  httpUpgrade,
  requestBuffer,
}: BackendTrafficPolicy['spec']): RouteFacets {
  // `compression` is the older name.
  const encodings = compressor ?? compression;
  return given({
    bandwidth: bandwidthLimit && bandwidthOf(bandwidthLimit),
    compression: encodings && compressionOf(encodings),
    decompression: decompressor && decompressionOf(decompressor),
    faults: faultInjection && unlessEmpty(delayAndAbort(faultInjection)),
    requestBuffer: requestBuffer && { limit: requestBuffer.limit },
    upgrades: httpUpgrade && upgradesOf(httpUpgrade),
  });
}

function admissionOf(written: Written<'admissionControl'>): AdmissionControl {
  const { http, grpc } = written.successCriteria ?? {};
  return given({
    window: written.samplingWindow,
    minSuccess: written.minSuccessRate,
    aggression: written.rejectionAggression,
    minRate: written.minRequestRate,
    maxRejection: written.maxRejectionPercent,
    successes: unlessEmpty(
      given({
        statuses: http?.statusCodes,
        grpcStatuses: grpc?.statusCodes.map(name => grpcStatuses.indexOf(name)),
      }),
    ),
  });
}

/** Envoy Gateway's defaults, ms; Envoy has none for these two. */
const updatedEvery = 100;
const measuredEvery = 30_000;

function adaptiveConcurrencyOf({
  gradientController = {},
  concurrencyLimitExceededStatus,
}: Written<'adaptiveConcurrency'>): AdaptiveConcurrency {
  const { sampleAggregatePercentile, concurrencyLimitParams, minRTTCalcParams = {} } = gradientController;
  const { interval, fixedMinRTT, requestCount, minConcurrency, jitter, buffer } = minRTTCalcParams;
  const isFixed = fixedMinRTT !== undefined && (interval === undefined || interval === 0);
  return {
    updateInterval: concurrencyLimitParams?.concurrencyUpdateInterval ?? updatedEvery,
    shortest: isFixed ? { fixed: fixedMinRTT } : { measuredEvery: interval ?? measuredEvery },
    ...given({
      percentile: sampleAggregatePercentile,
      maxLimit: concurrencyLimitParams?.maxConcurrencyLimit,
      measuredRequests: requestCount,
      measuredLimit: minConcurrency,
      jitter,
      buffer,
      status: concurrencyLimitExceededStatus,
    }),
  };
}

function tracesOf(written: NonNullable<Written<'telemetry'>['tracing']>): Traces {
  return {
    tags: tagsOf(written),
    ...given({
      share: percentOf(written.samplingFraction),
      clientShare: percentOf(written.clientSamplingFraction),
      totalShare: percentOf(written.overallSamplingFraction),
      spanName: written.spanName?.server,
      attemptName: written.spanName?.client,
    }),
  };
}

const encodings = { Gzip: 'gzip', Brotli: 'brotli', Zstd: 'zstd' } as const;

function compressionOf(written: Written<'compressor'>): Compression | undefined {
  if (written.length === 0) return undefined;
  return {
    encodings: written.map(({ type, minContentLength }) => ({
      kind: encodings[type],
      ...given({ minLength: minContentLength }),
    })),
  };
}

function decompressionOf(written: Written<'decompressor'>): Decompression | undefined {
  return written.length === 0 ? undefined : { encodings: written.map(({ type }) => encodings[type]) };
}

function bandwidthOf({ request, response }: Written<'bandwidthLimit'>): Bandwidth | undefined {
  const perSecond = ({ value, unit }: NonNullable<typeof request>['limit']) => value / bandwidthUnits[unit];
  const trailers = response?.responseTrailers;
  return unlessEmpty(
    given({
      request: request && perSecond(request.limit),
      response: response && perSecond(response.limit),
      trailerPrefix: trailers && (trailers.prefix ?? ''),
    }),
  );
}
