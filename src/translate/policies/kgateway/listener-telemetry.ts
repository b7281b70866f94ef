import { resourceKey } from '#lib/resource-ref.ts';
import type { AccessLog, ListenerFacets, LogSink, TelemetryService } from '#model';
import type { AnyPolicy, WrittenHttpSettings, WrittenListenerLog, WrittenListenerTracing } from '#resources';
import { type ToldService, toldService } from '../../envoy-proxies/told-service.ts';
import { given } from '../given.ts';
import type { CallContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section-problem.ts';
import { fileLog } from './file-log.ts';
import { logFilterOf, logFilterProblems } from './log-filter.ts';
import { tagsOf } from './trace-tags.ts';

/**
 * ListenerTelemetry is the access logs and the tracing of a listener. What cannot be set up is left out: a log is no reason
 * to keep clients out.
 */
export interface ListenerTelemetry {
  readonly facets: Pick<ListenerFacets, 'accessLogs' | 'tracing'>;
  readonly problems: readonly SectionProblem[];
}

type Policy = Pick<AnyPolicy, 'ref'>;

/** telemetryOf reads them, and finds the services that are told. */
export function telemetryOf(
  { accessLog, tracing }: Pick<WrittenHttpSettings, 'accessLog' | 'tracing'>,
  at: string,
  policy: Policy,
  context: CallContext,
): ListenerTelemetry {
  const logs = (accessLog ?? []).map((log, i) => logOf(log, `${at}.accessLog[${i}]`, policy, context));
  const traced = tracing && tracingOf(tracing, `${at}.tracing`, policy, context);
  return {
    facets: given({
      accessLogs: accessLog && { logs: logs.flatMap(one => ('log' in one ? [one.log] : [])) },
      tracing: traced !== undefined && 'tracing' in traced ? traced.tracing : undefined,
    }),
    problems: [...logs, ...(traced === undefined ? [] : [traced])].flatMap(one =>
      'problems' in one ? one.problems : [],
    ),
  };
}

type Problems = { readonly problems: readonly SectionProblem[] };

function logOf(
  { filter, ...written }: WrittenListenerLog,
  path: string,
  policy: Policy,
  context: CallContext,
): { readonly log: AccessLog } | Problems {
  const problems = filter === undefined ? [] : logFilterProblems(filter, `${path}.filter`);
  if (problems.length > 0) return { problems };
  const sink = sinkOf(written, path, policy, context);
  if ('problems' in sink) return sink;
  return {
    log: {
      origin: resourceKey(policy.ref),
      // The writer for HTTP, which also records requests that no route was found for.
      writer: 'route',
      conditions: [],
      ...given({ filter: filter && logFilterOf(filter) }),
      sink,
    },
  };
}

function sinkOf(
  { fileSink, grpcService, openTelemetry }: Omit<WrittenListenerLog, 'filter'>,
  path: string,
  policy: Policy,
  context: CallContext,
): LogSink | Problems {
  if (fileSink !== undefined) return fileLog(fileSink);
  if (grpcService !== undefined) {
    const found = told(grpcService, `${path}.grpcService`, policy, context);
    if ('problems' in found) return found;
    return {
      kind: 'als',
      service: found,
      name: grpcService.logName,
      records: 'http',
      requestHeaders: grpcService.additionalRequestHeadersToLog,
      responseHeaders: grpcService.additionalResponseHeadersToLog,
      responseTrailers: grpcService.additionalResponseTrailersToLog,
    };
  }
  if (openTelemetry === undefined) throw new Error('the schema asks for one of the three');
  const { body, attributes, resourceAttributes } = openTelemetry;
  const found = told(openTelemetry.grpcService, `${path}.openTelemetry.grpcService`, policy, context);
  if ('problems' in found) return found;
  return {
    kind: 'otlp',
    service: found,
    name: openTelemetry.grpcService.logName,
    ...(body === undefined ? {} : { format: { kind: 'text', text: body } }),
    attributes: wordsOf(attributes),
    resource: wordsOf(resourceAttributes),
  };
}

type WrittenAttributes = NonNullable<WrittenListenerLog['openTelemetry']>['attributes'];

function wordsOf(written: WrittenAttributes): Readonly<Record<string, string>> {
  const values = written?.values ?? [];
  return Object.fromEntries(
    values.flatMap(({ key, value }) => (value.stringValue === undefined ? [] : [[key, value.stringValue]])),
  );
}

type WrittenCall = WrittenListenerTracing['provider']['openTelemetry']['grpcService'];

function told(
  { backendRef, authority, initialMetadata }: WrittenCall,
  path: string,
  policy: Policy,
  context: CallContext,
): TelemetryService | Problems {
  const found: ToldService = toldService({ backendRef, backendRefs: [] }, path, policy, context);
  if ('problem' in found) return { problems: [found.problem] };
  const sent = initialMetadata.flatMap(({ key, value }) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return {
    use: found.service.use,
    authority: authority ?? found.service.authority,
    ...(sent.length === 0 ? {} : { headers: Object.fromEntries(sent) }),
  };
}

function tracingOf(
  written: WrittenListenerTracing,
  path: string,
  policy: Policy,
  context: CallContext,
): Required<Pick<ListenerFacets, 'tracing'>> | Problems {
  const { grpcService, serviceName, sampler } = written.provider.openTelemetry;
  const found = told(grpcService, `${path}.provider.openTelemetry.grpcService`, policy, context);
  if ('problems' in found) return found;
  return {
    tracing: {
      origin: resourceKey(policy.ref),
      provider: {
        kind: 'otlp',
        service: found,
        resource: {},
        ...given({
          name: serviceName,
          sampler: sampler?.alwaysOnConfig && ({ share: 100, followsParent: false } as const),
        }),
      },
      share: written.randomSampling,
      clientShare: written.clientSampling,
      totalShare: written.overallSampling,
      ...(written.spawnUpstreamSpan ? {} : { onlyRequests: true }),
      tags: tagsOf(written.attributes),
      ...given({ verbose: written.verbose, longestPath: written.maxPathTagLength }),
    },
  };
}
