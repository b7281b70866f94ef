import { type Context, DiagLogLevel, diag, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Clock } from '#lib/clock.ts';
import type { Span, SpanWriter } from '../span.ts';

export interface OpenTelemetryWriterOptions {
  /** The service's name, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES give another. */
  readonly service: string;
  /** ms since the epoch. */
  readonly clock: Clock;
  /** Told why spans cannot be sent, once for each new reason. */
  readonly onNotice: (message: string) => void;
}

/**
 * openTelemetryWriter sends spans as configured by OpenTelemetry's variables, all spans of a trace together; those that
 * cannot be sent in time are dropped.
 */
export function openTelemetryWriter({ service, clock, onNotice }: OpenTelemetryWriterOptions): SpanWriter {
  hearProblems(onNotice);
  const named = defaultResource().merge(resourceFromAttributes({ 'service.name': service }));
  const provider = new BasicTracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer(service);
  const write = (span: Span, within: Context, epoch: number) => {
    const { name, start, end, attributes, hasFailed, children } = span;
    const own = tracer.startSpan(
      name,
      { startTime: epoch + start, attributes: attributes as Record<string, string | number | string[]> },
      within,
    );
    const below = trace.setSpan(within, own);
    for (const child of children) write(child, below, epoch);
    if (hasFailed) own.setStatus({ code: SpanStatusCode.ERROR });
    own.end(epoch + end);
  };
  return {
    write: (span, now) => write(span, ROOT_CONTEXT, clock.now() - now),
    close: () => provider.shutdown().catch(() => undefined),
  };
}

/** The library reports problems only to its own logger. */
function hearProblems(onNotice: (message: string) => void): void {
  let told: string | undefined;
  const tell = (message: string) => {
    const text = reasonIn(message);
    if (text === told) return;
    told = text;
    onNotice(`spans cannot be sent: ${text}`);
  };
  const nothing = () => {};
  const logger = { error: tell, warn: tell, info: nothing, debug: nothing, verbose: nothing };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** Errors come as JSON, with their stack. */
function reasonIn(message: string): string {
  try {
    const { message: reason, code } = JSON.parse(message) as {
      readonly message?: string;
      readonly code?: string;
    };
    return reason || code || message;
  } catch {
    return message;
  }
}
