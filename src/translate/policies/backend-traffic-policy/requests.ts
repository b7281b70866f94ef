import { resourceKey } from '#lib/resource-ref.ts';
import type { AdmissionControl, Bandwidth, Compression, Faults, RouteFacets, Traces, Upgrades } from '#model';
import { type BackendTrafficPolicy, grpcStatuses } from '#resources';
import { percentOf, tagsOf } from '../../traced.ts';
import { given, unlessEmpty } from '../given.ts';

type Written<Name extends keyof BackendTrafficPolicy['spec']> = NonNullable<
  BackendTrafficPolicy['spec'][Name]
>;

/** requestFacetsOf is what is done with requests and answers on their way, beside what is counted. */
export function requestFacetsOf({ ref, spec }: BackendTrafficPolicy): RouteFacets {
  const { admissionControl, telemetry } = spec;
  const { metrics, tracing } = telemetry ?? {};
  return {
    ...onTheirWay(spec),
    ...given({
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
  faultInjection,
  httpUpgrade,
  requestBuffer,
}: BackendTrafficPolicy['spec']): RouteFacets {
  // `compression` is the older name.
  const encodings = compressor ?? compression;
  return given({
    bandwidth: bandwidthLimit && bandwidthOf(bandwidthLimit),
    compression: encodings && compressionOf(encodings),
    faults: faultInjection && faultsOf(faultInjection),
    requestBuffer: requestBuffer && { limit: requestBuffer.limit },
    upgrades: httpUpgrade && upgradesOf(httpUpgrade),
  });
}

function upgradesOf(written: Written<'httpUpgrade'>): Upgrades {
  const endsConnect = written.some(({ connect }) => connect?.terminate === true);
  return {
    protocols: written.map(({ type }) => type.toLowerCase()),
    ...(endsConnect ? { endsConnect } : {}),
  };
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

function faultsOf({ delay, abort }: Written<'faultInjection'>): Faults | undefined {
  return unlessEmpty(
    given({
      delay: delay && { time: delay.fixedDelay, percent: delay.percentage },
      abort: abort && {
        ...(abort.httpStatus === undefined
          ? { kind: 'grpc' as const, status: abort.grpcStatus ?? 0 }
          : { kind: 'http' as const, status: abort.httpStatus }),
        percent: abort.percentage,
      },
    }),
  );
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

const seconds = { Second: 1, Minute: 60, Hour: 3600 } as const;

function bandwidthOf({ request, response }: Written<'bandwidthLimit'>): Bandwidth | undefined {
  const perSecond = ({ value, unit }: NonNullable<typeof request>['limit']) => value / seconds[unit];
  const trailers = response?.responseTrailers;
  return unlessEmpty(
    given({
      request: request && perSecond(request.limit),
      response: response && perSecond(response.limit),
      trailerPrefix: trailers && (trailers.prefix ?? ''),
    }),
  );
}
