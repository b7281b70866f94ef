import type { CountedName, PageEncoding, ProxyMetrics } from '#lib/proxy-metrics.ts';
import type { BackendFacets, ListenerFacets, ProxyProcess, TelemetryService } from '#model';
import type { EnvoyProxy, WrittenProxyMetrics } from '#resources';
import { given, unlessEmpty } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import type { Part } from './part.ts';
import { toldService } from './told-service.ts';

/**
 * MetricsPart is where metrics are set up: those of backends in how these are used, those of gRPC in how listeners listen,
 * the rest in how the process is run.
 */
export interface MetricsPart extends Part<BackendFacets> {
  readonly process: Pick<ProxyProcess, 'metrics'>;
  readonly listener: Pick<ListenerFacets, 'grpcStatistics'>;
}

/** metrics reads what an EnvoyProxy has a proxy count, and where it sends that. A sink that cannot be used is left out. */
export function metrics(written: WrittenProxyMetrics, proxy: EnvoyProxy, context: CallContext): MetricsPart {
  const {
    enableRequestResponseSizesStats: sizes,
    enablePerEndpointStats: endpoints,
    enableGRPCStats: calls,
  } = written;
  const found = written.sinks.flatMap(({ openTelemetry }, i) => {
    if (openTelemetry === undefined) return [];
    const path = `spec.telemetry.metrics.sinks[${i}].openTelemetry`;
    return [{ openTelemetry, told: toldService(openTelemetry, path, proxy, context, 'http2', 'in-turn') }];
  });
  const sinks = found.flatMap(({ openTelemetry, told }): NonNullable<ToldMetrics['sinks']> => {
    if ('problem' in told) return [];
    const { headers, resourceAttributes, reportCountersAsDeltas, reportHistogramsAsDeltas } = openTelemetry;
    const sent = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
    return [
      {
        receiver: { ...told.service, ...(headers.length === 0 ? {} : { headers: sent }) },
        resource: resourceAttributes,
        deltas: { counters: reportCountersAsDeltas, histograms: reportHistogramsAsDeltas },
      },
    ];
  });
  const metrics: ToldMetrics = given({
    counted: written.matches?.map(({ type, value }): CountedName => ({ kind: kinds[type], value })),
    countedBesides: listUnlessEmpty([...(sizes ? sizesPerCluster : []), ...(calls ? countedOfCalls : [])]),
    sinks: sinks.length === 0 ? undefined : sinks,
    page: written.prometheus && pageOf(written.prometheus),
  });
  return {
    facets: sizes || endpoints ? { statistics: { sizes, endpoints } } : {},
    listener: calls ? { grpcStatistics: { by: 'method' } } : {},
    process: given({ metrics: unlessEmpty(metrics) }),
    hosts: found.flatMap(({ told }) => ('problem' in told ? [] : (told.host ?? []))),
    calls: found.flatMap(({ told }) => ('problem' in told ? [] : told.settings)),
    problems: found.flatMap(({ told }) =>
      'problem' in told ? [{ part: 'metrics sink', ...told.problem }] : [],
    ),
  };
}

type ToldMetrics = ProxyMetrics<TelemetryService>;

const kinds = { Exact: 'exact', Prefix: 'prefix', Suffix: 'suffix', RegularExpression: 'regex' } as const;
const encodings = { Gzip: 'gzip', Brotli: 'brotli', Zstd: 'zstd' } as const;

/** Envoy's statistics of the sizes of requests and responses, where they are enabled. */
const sizesPerCluster = [
  'upstream_rq_headers_size',
  'upstream_rq_headers_count',
  'upstream_rq_body_size',
  'upstream_rs_headers_size',
  'upstream_rs_headers_count',
  'upstream_rs_body_size',
];

/** Envoy's statistics of gRPC calls, where they are enabled; a status is counted by its number. */
const countedOfCalls = [
  'success',
  'failure',
  'total',
  'request_message_count',
  'response_message_count',
  ...Array.from({ length: 17 }, (_, status) => String(status)),
];

function listUnlessEmpty(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}

function pageOf({
  disable,
  compression,
}: NonNullable<WrittenProxyMetrics['prometheus']>): ToldMetrics['page'] {
  return unlessEmpty(
    given({
      isHidden: disable ? (true as const) : undefined,
      packedBy: compression && packing(compression),
    }),
  );
}

function packing({
  type,
  minContentLength,
}: NonNullable<NonNullable<WrittenProxyMetrics['prometheus']>['compression']>): PageEncoding {
  return { kind: encodings[type], ...given({ minLength: minContentLength }) };
}
