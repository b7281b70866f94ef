import type { Bandwidth, Compression, Faults, RouteFacets } from '#model';
import type { BackendTrafficPolicy } from '#resources';
import { given, unlessEmpty } from '../given.ts';

type Written<Name extends keyof BackendTrafficPolicy['spec']> = NonNullable<
  BackendTrafficPolicy['spec'][Name]
>;

/** requestFacetsOf is what is done with requests and answers on their way, beside what is counted. */
export function requestFacetsOf({
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
    upgrades: httpUpgrade && { protocols: httpUpgrade.map(({ type }) => type.toLowerCase()) },
  });
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
