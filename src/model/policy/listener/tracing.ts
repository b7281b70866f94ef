import type { ResourceKey } from '#lib/resource-ref.ts';
import type { TelemetryService } from './telemetry-service.ts';

/** Tracing sends spans of requests to somebody. Shares are in percent. */
export interface Tracing {
  /** Who says so: told what the proxy thinks of it. */
  readonly origin: ResourceKey;
  readonly provider: TracingProvider;
  /** Of requests that nobody decided about before. */
  readonly share: number;
  /** Of those that a client asks to be traced. */
  readonly clientShare: number;
  /** At most so many of all. */
  readonly totalShare: number;
  /** Attempts to reach a backend have no spans of their own. */
  readonly onlyRequests?: true;
  readonly tags: Readonly<Record<string, TagSource>>;
  /** Spans also tell when what happened. */
  readonly verbose?: boolean;
  /** How much of a path they tell, in characters; absent is 256. */
  readonly longestPath?: number;
  /** What spans are called, in the words of access logs: that of the request, and of each attempt to reach a backend. */
  readonly spanName?: string;
  readonly attemptName?: string;
}

/** TagSource is where the value of a tag comes from. */
export type TagSource =
  | { readonly kind: 'literal'; readonly value: string }
  /** In the words of access logs. */
  | { readonly kind: 'format'; readonly format: string }
  /** What filters left with the request, or what was written beside its route, cluster or endpoint. */
  | {
      readonly kind: 'metadata';
      readonly of: 'request' | 'route' | 'cluster' | 'host';
      readonly namespace: string;
      readonly path: readonly string[];
      readonly otherwise?: string;
    }
  | { readonly kind: 'environment' | 'header'; readonly name: string; readonly otherwise?: string };

/** TracingProvider is whom spans are sent to, and in what protocol. */
export type TracingProvider =
  | {
      readonly kind: 'otlp';
      readonly service: TelemetryService;
      /** Who sends them; absent: the gateway. */
      readonly name?: string;
      readonly resource: Readonly<Record<string, string>>;
      readonly sampler?: TraceSampler;
    }
  | {
      readonly kind: 'zipkin';
      readonly service: TelemetryService;
      readonly longIds: boolean;
      /** Whether client and server are one span. */
      readonly sharesSpans: boolean;
      /** Where it takes them; absent: `/api/v2/spans`. */
      readonly path?: string;
      /** In protobuf, in place of JSON. */
      readonly isBinary?: boolean;
    }
  | { readonly kind: 'datadog'; readonly service: TelemetryService; readonly name?: string };

/** TraceSampler is OpenTelemetry's own choice of traces: a share in percent, unless (`followsParent`) the caller has chosen. */
export interface TraceSampler {
  readonly share: number;
  readonly followsParent: boolean;
}
