import type { ResourceKey } from '#lib/resource-ref.ts';
import type { TelemetryService } from './telemetry-service.ts';

/** Tracing sends spans of requests to a collector. Shares are in percent. */
export interface Tracing {
  /** The object that defines it, whose status tells what the proxy thinks of it. */
  readonly origin: ResourceKey;
  readonly provider: TracingProvider;
  /** The share of requests that are traced, where nobody has decided before. */
  readonly share: number;
  /** The share of requests that are traced among those whose client asks for it. */
  readonly clientShare: number;
  /** The most of all requests that are traced. */
  readonly totalShare: number;
  /** Attempts to reach a backend have no spans of their own. */
  readonly onlyRequests?: true;
  readonly tags: Readonly<Record<string, TagSource>>;
  /** Spans also record events with their times. */
  readonly verbose?: boolean;
  /** The most characters of a path in a span; absent is 256. */
  readonly longestPath?: number;
  /** The names of spans, with the command operators of access logs: for the request, and for each attempt to reach a backend. */
  readonly spanName?: string;
  readonly attemptName?: string;
}

/** TagSource says where the value of a tag comes from. */
export type TagSource =
  | { readonly kind: 'literal'; readonly value: string }
  /** A text with the command operators of access logs. */
  | { readonly kind: 'format'; readonly format: string }
  /** Metadata that filters set on the request, or that its route, cluster or endpoint has. */
  | {
      readonly kind: 'metadata';
      readonly of: 'request' | 'route' | 'cluster' | 'host';
      readonly namespace: string;
      readonly path: readonly string[];
      readonly otherwise?: string;
    }
  | { readonly kind: 'environment' | 'header'; readonly name: string; readonly otherwise?: string };

/** TracingProvider is the collector that receives spans, and their protocol. */
export type TracingProvider =
  | {
      readonly kind: 'otlp';
      readonly service: TelemetryService;
      /** The service name of the spans; absent: the gateway's. */
      readonly name?: string;
      readonly resource: Readonly<Record<string, string>>;
      readonly sampler?: TraceSampler;
    }
  | {
      readonly kind: 'zipkin';
      readonly service: TelemetryService;
      readonly longIds: boolean;
      /** Whether client and server share one span. */
      readonly sharesSpans: boolean;
      /** The path at which it receives spans; absent: `/api/v2/spans`. */
      readonly path?: string;
      /** As protobuf instead of JSON. */
      readonly isBinary?: boolean;
    }
  | { readonly kind: 'datadog'; readonly service: TelemetryService; readonly name?: string };

/** TraceSampler is OpenTelemetry's own sampler: a share in percent, unless the caller has decided (`followsParent`). */
export interface TraceSampler {
  readonly share: number;
  readonly followsParent: boolean;
}
