import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import type { AccessLogSchema } from '#gen/envoy/config/accesslog/v3/accesslog_pb.js';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import { FileAccessLogSchema } from '#gen/envoy/extensions/access_loggers/file/v3/file_pb.js';
import {
  HttpGrpcAccessLogConfigSchema,
  TcpGrpcAccessLogConfigSchema,
} from '#gen/envoy/extensions/access_loggers/grpc/v3/als_pb.js';
import { OpenTelemetryAccessLogConfigSchema } from '#gen/envoy/extensions/access_loggers/open_telemetry/v3/logs_service_pb.js';
import {
  agentClusterName,
  lineAddressAttribute,
  omitsEmptyAttribute,
  refusedAddressesAttribute,
} from '#lib/agent-cluster.ts';
import type { AccessLog, LogFilter, LogFormat, LogSink, NestedFormat } from '#model';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';
import { allOf, type FilterInit, logFilter } from './log-filter.ts';
import { attributeList, grpcServiceOf } from './telemetry-service.ts';

type LogInit = MessageInitShape<typeof AccessLogSchema>;

/** accessLogs are written by what serves a request or connection, by the listener, and by each attempt to reach a backend. */
export const accessLogs: ListenerFacet<'accessLogs'> = {
  facet: 'accessLogs',
  encode({ logs }) {
    const writtenBy = (...writers: readonly AccessLog['writer'][]) =>
      logs.filter(({ writer }) => writers.includes(writer));
    const ofRoutes = writtenBy('route', undefined).map(log => logOf(log));
    return {
      listener: {
        accessLog: writtenBy('listener', undefined).map(log =>
          log.writer === undefined ? logOf(log, withoutRoute) : logOf(log),
        ),
      },
      manager: { accessLog: ofRoutes },
      tcp: { accessLog: ofRoutes },
      udp: { accessLog: ofRoutes },
      attemptLogs: writtenBy('upstream').map(log => logOf(log)),
    };
  },
};

/** A connection without a route: nothing serves it, so nothing but the listener writes it down. */
const withoutRoute: FilterInit = {
  filterSpecifier: { case: 'responseFlagFilter', value: { flags: ['NR'] } },
};

function logOf({ conditions, filter: written, sink }: AccessLog, also?: FilterInit): LogInit {
  const filter = allOf([
    ...(conditions.length === 0 ? [] : [logFilter(anyOf(conditions))]),
    ...(written === undefined ? [] : [logFilter(written)]),
    ...(also === undefined ? [] : [also]),
  ]);
  return { ...writerOf(sink), ...(filter === undefined ? {} : { filter }) };
}

/** One of these expressions must hold. */
function anyOf(conditions: readonly string[]): LogFilter {
  const of = conditions.map((expression): LogFilter => ({ kind: 'expression', expression }));
  const [only, ...others] = of;
  return only !== undefined && others.length === 0 ? only : { kind: 'any', of };
}

function writerOf(sink: LogSink) {
  switch (sink.kind) {
    case 'file':
      return extension('envoy.access_loggers.file', FileAccessLogSchema, {
        path: sink.path,
        accessLogFormat: { case: 'logFormat', value: fileFormat(sink.format) },
      });
    case 'als': {
      const commonConfig = {
        logName: sink.name,
        grpcService: grpcServiceOf(sink.service),
        transportApiVersion: ApiVersion.V3,
      };
      if (sink.records === 'tcp')
        return extension('envoy.access_loggers.tcp_grpc', TcpGrpcAccessLogConfigSchema, { commonConfig });
      return extension('envoy.access_loggers.http_grpc', HttpGrpcAccessLogConfigSchema, {
        commonConfig,
        additionalRequestHeadersToLog: [...sink.requestHeaders],
        additionalResponseHeadersToLog: [...sink.responseHeaders],
        additionalResponseTrailersToLog: [...sink.responseTrailers],
      });
    }
    case 'otlp':
      return records(grpcServiceOf(sink.service), sink);
    case 'lines':
      return records(toAgent, { resource: resourceOfLines(sink), format: sink.format });
  }
}

type Recorded = Pick<
  Extract<LogSink, { readonly kind: 'otlp' }>,
  'attributes' | 'format' | 'name' | 'resource'
>;

function records(
  grpcService: ReturnType<typeof grpcServiceOf>,
  { name = 'otel_envoy_accesslog', resource, format = usualFormat, attributes }: Recorded,
) {
  const words = { ...(format.kind === 'fields' ? format.fields : {}), ...attributes };
  return extension('envoy.access_loggers.open_telemetry', OpenTelemetryAccessLogConfigSchema, {
    commonConfig: { logName: name, grpcService, transportApiVersion: ApiVersion.V3 },
    resourceAttributes: attributeList(resource),
    ...(format.kind === 'text'
      ? { body: { value: { case: 'stringValue', value: format.text } } as const }
      : {}),
    ...(Object.keys(words).length === 0 ? {} : { attributes: attributeList(words) }),
  });
}

/** Envoy itself writes lines only to files. Where no agent beside it takes the records, they are lost, and nothing else is. */
const toAgent = {
  targetSpecifier: { case: 'envoyGrpc', value: { clusterName: agentClusterName } },
} as const;

function resourceOfLines({ address, format, refused }: Extract<LogSink, { kind: 'lines' }>) {
  return {
    [lineAddressAttribute]: address,
    [refusedAddressesAttribute]: refused.join(','),
    ...(format.omitsEmpty === true ? { [omitsEmptyAttribute]: 'true' } : {}),
  };
}

function fileFormat(format: LogFormat | NestedFormat = usualFormat) {
  if (format.kind === 'nested')
    return {
      format: { case: 'jsonFormat', value: JSON.parse(JSON.stringify(format.json)) as JsonObject },
    } as const;
  const omits = format.omitsEmpty === true ? { omitEmptyValues: true } : {};
  switch (format.kind) {
    case 'text': {
      const specifier = { case: 'inlineString', value: format.text } as const;
      return { format: { case: 'textFormatSource', value: { specifier } }, ...omits } as const;
    }
    case 'fields':
      return { format: { case: 'jsonFormat', value: { ...format.fields } }, ...omits } as const;
  }
}

/** What Envoy Gateway writes where nobody says which format. */
const usualFormat: LogFormat = {
  kind: 'fields',
  fields: {
    ':authority': '%REQ(:AUTHORITY)%',
    bytes_received: '%BYTES_RECEIVED%',
    bytes_sent: '%BYTES_SENT%',
    connection_termination_details: '%CONNECTION_TERMINATION_DETAILS%',
    downstream_local_address: '%DOWNSTREAM_LOCAL_ADDRESS%',
    downstream_remote_address: '%DOWNSTREAM_REMOTE_ADDRESS%',
    duration: '%DURATION%',
    method: '%REQ(:METHOD)%',
    protocol: '%PROTOCOL%',
    requested_server_name: '%REQUESTED_SERVER_NAME%',
    response_code: '%RESPONSE_CODE%',
    response_code_details: '%RESPONSE_CODE_DETAILS%',
    response_flags: '%RESPONSE_FLAGS%',
    route_name: '%ROUTE_NAME%',
    start_time: '%START_TIME%',
    upstream_cluster: '%UPSTREAM_CLUSTER%',
    upstream_host: '%UPSTREAM_HOST%',
    upstream_local_address: '%UPSTREAM_LOCAL_ADDRESS%',
    upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
    'user-agent': '%REQ(USER-AGENT)%',
    'x-envoy-origin-path': '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
    'x-envoy-upstream-service-time': '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%',
    'x-forwarded-for': '%REQ(X-FORWARDED-FOR)%',
    'x-request-id': '%REQ(X-REQUEST-ID)%',
  },
};
