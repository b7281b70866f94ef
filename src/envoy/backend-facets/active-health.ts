import type { MessageInitShape } from '@bufbuild/protobuf';
import { RequestMethod } from '#gen/envoy/config/core/v3/base_pb.js';
import type {
  HealthCheck_PayloadSchema,
  HealthCheckSchema,
} from '#gen/envoy/config/core/v3/health_check_pb.js';
import { HealthCheckEventFileSinkSchema } from '#gen/envoy/extensions/health_check/event_sinks/file/v3/file_pb.js';
import { CodecClientType } from '#gen/envoy/type/v3/http_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { ActiveHealth, HealthPayload } from '#model';
import { typedExtension } from '../extension.ts';
import { headersToAdd, headersToRemove } from '../headers.ts';
import { limit } from '../limit.ts';
import type { BackendFacet, EncodedFor } from './backend-facet.ts';

/** activeHealth has Envoy check the health of each endpoint. */
export const activeHealth: BackendFacet<'activeHealth'> = {
  facet: 'activeHealth',
  encode: (health, use) => ({
    cluster: {
      healthChecks: [
        {
          timeout: limit(health.timeout),
          interval: protobufDuration(health.interval),
          // Before any traffic, Envoy checks only once a minute, and so would long believe a check that came too early.
          noTrafficInterval: protobufDuration(health.noTrafficInterval ?? health.interval),
          ...(health.initialJitter === undefined
            ? {}
            : { initialJitter: protobufDuration(health.initialJitter) }),
          ...(health.intervalJitter === undefined
            ? {}
            : { intervalJitter: protobufDuration(health.intervalJitter) }),
          ...(health.intervalJitterPercent === undefined
            ? {}
            : { intervalJitterPercent: health.intervalJitterPercent }),
          ...(health.reusesConnection === undefined ? {} : { reuseConnection: health.reusesConnection }),
          unhealthyThreshold: health.unhealthyThreshold,
          healthyThreshold: health.healthyThreshold,
          ...(health.port === undefined ? {} : { altPort: health.port }),
          healthChecker: checker(health, use),
          ...logged(health, use),
        },
      ],
    },
  }),
};

function logged(health: ActiveHealth, { healthEvents, healthLog }: EncodedFor) {
  const log = health.log ?? healthLog;
  const paths = [healthEvents, log?.path].filter(path => path !== undefined);
  return {
    ...(paths.length === 0 ? {} : { eventLogger: paths.map(eventSink) }),
    ...(log?.failures === true ? { alwaysLogHealthCheckFailures: true } : {}),
    ...(log?.successes === true ? { alwaysLogHealthCheckSuccess: true } : {}),
  };
}

function eventSink(eventLogPath: string) {
  return typedExtension('envoy.health_check.event_sink.file', HealthCheckEventFileSinkSchema, {
    eventLogPath,
  });
}

type Checker = NonNullable<
  Extract<MessageInitShape<typeof HealthCheckSchema>, { $typeName?: never }>['healthChecker']
>;

/** Every status: one that is not retriable makes an endpoint unhealthy at once, whatever the threshold. */
const allStatuses = [{ start: 100n, end: 600n }];

function checker({ probe }: ActiveHealth, { isHttp2, host }: EncodedFor): Checker {
  switch (probe.kind) {
    case 'http': {
      const asked = probe.host ?? host;
      return {
        case: 'httpHealthCheck',
        value: {
          ...(asked === undefined ? {} : { host: asked }),
          path: probe.path,
          ...(probe.method === undefined ? {} : { method: methodOf(probe.method) }),
          ...(probe.headers === undefined ? {} : { requestHeadersToAdd: headersToAdd(probe.headers) }),
          requestHeadersToRemove: headersToRemove(probe.headers),
          ...(probe.body === undefined ? {} : { send: payload(probe.body) }),
          ...(probe.answer === undefined ? {} : { receive: [payload(probe.answer)] }),
          expectedStatuses: rangesOf(probe.statuses),
          retriableStatuses: allStatuses,
          ...(isHttp2 ? { codecClientType: CodecClientType.HTTP2 } : {}),
        },
      };
    }
    case 'tcp':
      return {
        case: 'tcpHealthCheck',
        value: {
          ...(probe.send === undefined ? {} : { send: payload(probe.send) }),
          ...(probe.receive === undefined ? {} : { receive: probe.receive.map(payload) }),
        },
      };
    case 'grpc':
      return {
        case: 'grpcHealthCheck',
        value: {
          ...(probe.service === undefined ? {} : { serviceName: probe.service }),
          ...(probe.authority === undefined ? {} : { authority: probe.authority }),
        },
      };
  }
}

/** Consecutive statuses are one range; its end is exclusive. */
function rangesOf(statuses: readonly number[]) {
  const ranges: { start: bigint; end: bigint }[] = [];
  for (const status of statuses.map(BigInt)) {
    const last = ranges.at(-1);
    if (last?.end === status) last.end += 1n;
    else ranges.push({ start: status, end: status + 1n });
  }
  return ranges;
}

/** Envoy takes text as hexadecimal digits. */
function payload(of: HealthPayload): MessageInitShape<typeof HealthCheck_PayloadSchema> {
  switch (of.kind) {
    case 'text':
      return { payload: { case: 'text', value: Buffer.from(of.text).toString('hex') } };
    case 'binary':
      return { payload: { case: 'binary', value: of.bytes } };
  }
}

function methodOf(name: string): RequestMethod {
  const method = RequestMethod[name as keyof typeof RequestMethod];
  return typeof method === 'number' ? method : RequestMethod.GET;
}
