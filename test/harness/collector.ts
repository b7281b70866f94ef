import { EventEmitter, once } from 'node:events';
import type http2 from 'node:http2';
import { fromBinary, toBinary, toJson } from '@bufbuild/protobuf';
import {
  StreamAccessLogsMessageSchema,
  StreamAccessLogsResponseSchema,
} from '#gen/envoy/service/accesslog/v3/als_pb.js';
import {
  ExportLogsServiceRequestSchema,
  ExportLogsServiceResponseSchema,
} from '#gen/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import {
  ExportMetricsServiceRequestSchema,
  ExportMetricsServiceResponseSchema,
} from '#gen/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import {
  ExportTraceServiceRequestSchema,
  ExportTraceServiceResponseSchema,
} from '#gen/opentelemetry/proto/collector/trace/v1/trace_service_pb.js';

const services = {
  '/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs': {
    what: 'als',
    asked: StreamAccessLogsMessageSchema,
    answer: StreamAccessLogsResponseSchema,
  },
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export': {
    what: 'logs',
    asked: ExportLogsServiceRequestSchema,
    answer: ExportLogsServiceResponseSchema,
  },
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export': {
    what: 'metrics',
    asked: ExportMetricsServiceRequestSchema,
    answer: ExportMetricsServiceResponseSchema,
  },
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': {
    what: 'spans',
    asked: ExportTraceServiceRequestSchema,
    answer: ExportTraceServiceResponseSchema,
  },
} as const;

/** ToldKind is a kind of telemetry that a collector receives. */
export type ToldKind = (typeof services)[keyof typeof services]['what'];

/** Told is one message to a collector: its text in JSON, and the headers that came along. */
export interface Told {
  readonly what: ToldKind;
  readonly text: string;
  readonly headers: http2.IncomingHttpHeaders;
}

/** Collector is a server of gRPC that takes access logs (Envoy's and OpenTelemetry's), spans and metrics. */
export class Collector {
  readonly told: Told[] = [];
  readonly #news = new EventEmitter();

  /** takes tells whether a method is one of the collector's. */
  takes(method: string | undefined): boolean {
    return method !== undefined && method in services;
  }

  /** call takes one call, which may be of many messages. */
  call(request: http2.Http2ServerRequest, response: http2.Http2ServerResponse): void {
    const service = services[request.url as keyof typeof services];
    let unread = Buffer.alloc(0);
    response.setHeader('content-type', 'application/grpc');
    response.addTrailers({ 'grpc-status': '0' });
    request.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (let length = lengthOf(unread); length !== undefined; length = lengthOf(unread)) {
        const message = fromBinary(service.asked, unread.subarray(5, 5 + length));
        unread = unread.subarray(5 + length);
        const text = JSON.stringify(toJson(service.asked, message as never));
        this.told.push({ what: service.what, text, headers: request.headers });
        this.#news.emit('told');
      }
    });
    request.on('end', () =>
      response.end(Buffer.concat([Buffer.alloc(5), toBinary(service.answer, {} as never)])),
    );
  }

  /** until resolves with the first message of a kind in whose text all of `words` are. */
  async until(what: ToldKind, ...words: readonly string[]): Promise<Told> {
    const signal = AbortSignal.timeout(20_000);
    for (;;) {
      const found = this.told.find(t => t.what === what && words.every(word => t.text.includes(word)));
      if (found !== undefined) return found;
      await once(this.#news, 'told', { signal }).catch(() => {
        throw new Error(`nothing of ${what} with ${words.join(', ')} in ${JSON.stringify(this.told)}`);
      });
    }
  }
}

/** The length of the first message, if all of it is there: a flag and a length go before it. */
function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < 5) return undefined;
  const length = bytes.readUInt32BE(1);
  return bytes.length < 5 + length ? undefined : length;
}
