import type { MessageInitShape } from '@bufbuild/protobuf';
import type { AccessLogFilterSchema, AccessLogSchema } from '#gen/envoy/config/accesslog/v3/accesslog_pb.js';
import { ApiVersion } from '#gen/envoy/config/core/v3/config_source_pb.js';
import { FileAccessLogSchema } from '#gen/envoy/extensions/access_loggers/file/v3/file_pb.js';
import { ExpressionFilterSchema } from '#gen/envoy/extensions/access_loggers/filters/cel/v3/cel_pb.js';
import {
  HttpGrpcAccessLogConfigSchema,
  TcpGrpcAccessLogConfigSchema,
} from '#gen/envoy/extensions/access_loggers/grpc/v3/als_pb.js';
import { OpenTelemetryAccessLogConfigSchema } from '#gen/envoy/extensions/access_loggers/open_telemetry/v3/logs_service_pb.js';
import type { AccessLog, LogFormat, LogSink } from '#model';
import { extension } from '../extension.ts';
import type { ListenerFacet } from './listener-facet.ts';
import { attributeList, grpcServiceOf } from './telemetry-service.ts';

type LogInit = MessageInitShape<typeof AccessLogSchema>;
type FilterInit = MessageInitShape<typeof AccessLogFilterSchema>;

/** accessLogs are written by who serves, by the listener, and by each attempt to reach a backend. */
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

/** Nothing served it, so nothing else writes it. */
const withoutRoute: FilterInit = {
  filterSpecifier: { case: 'responseFlagFilter', value: { flags: ['NR'] } },
};

function logOf({ conditions, sink }: AccessLog, also?: FilterInit): LogInit {
  const filter = filterOf(conditions, also);
  return { ...writerOf(sink), ...(filter === undefined ? {} : { filter }) };
}

function filterOf(conditions: readonly string[], also: FilterInit | undefined): FilterInit | undefined {
  const any = conditions.map(
    (expression): FilterInit => ({
      filterSpecifier: {
        case: 'extensionFilter',
        value: extension('envoy.access_loggers.extension_filters.cel', ExpressionFilterSchema, {
          expression,
        }),
      },
    }),
  );
  const [only, ...others] = any;
  const one: FilterInit | undefined =
    others.length === 0 ? only : { filterSpecifier: { case: 'orFilter', value: { filters: any } } };
  if (one === undefined || also === undefined) return one ?? also;
  return { filterSpecifier: { case: 'andFilter', value: { filters: [one, also] } } };
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
    case 'otlp': {
      const { format = usualFormat } = sink;
      return extension('envoy.access_loggers.open_telemetry', OpenTelemetryAccessLogConfigSchema, {
        commonConfig: {
          logName: 'otel_envoy_accesslog',
          grpcService: grpcServiceOf(sink.service),
          transportApiVersion: ApiVersion.V3,
        },
        resourceAttributes: attributeList(sink.resource),
        ...(format.kind === 'text'
          ? { body: { value: { case: 'stringValue', value: format.text } } as const }
          : { attributes: attributeList(format.fields) }),
      });
    }
  }
}

function fileFormat(format: LogFormat = usualFormat) {
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

/** What Envoy Gateway writes where nobody says what. */
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
