import type { AddressCategory } from '#lib/ip-address.ts';
import type { Json } from '#lib/json.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { LogFilter } from './log-filter.ts';
import type { TelemetryService } from './telemetry-service.ts';

/** AccessLogs are the logs of requests and connections. */
export interface AccessLogs {
  readonly logs: readonly AccessLog[];
}

/** AccessLog is one kind of record, and the sink that receives it. */
export interface AccessLog {
  /** The object that defines it, whose status tells what the proxy thinks of it. */
  readonly origin: ResourceKey;
  /**
   * The writer of the records: the listener of each connection; the route that serves its requests, or passes it on; or each
   * attempt to reach a backend. Absent: the route, and the listener for connections without a route.
   */
  readonly writer?: 'listener' | 'route' | 'upstream';
  /** Expressions (CEL), one of which must hold; empty: everything is logged. */
  readonly conditions: readonly string[];
  /** A filter that must match as well. */
  readonly filter?: LogFilter;
  readonly sink: LogSink;
}

/** LogSink is where records go. Formats use Envoy's command operators; absent is the default format. */
export type LogSink =
  | { readonly kind: 'file'; readonly path: string; readonly format?: LogFormat | NestedFormat }
  /** Lines over TCP, to `HOST:PORT`; the process that started Envoy sends them on. */
  | {
      readonly kind: 'lines';
      readonly address: string;
      readonly format: LogFormat;
      /** Categories of addresses to which lines are never sent, whatever the host resolves to. */
      readonly refused: readonly AddressCategory[];
    }
  | {
      readonly kind: 'otlp';
      readonly service: TelemetryService;
      readonly format?: LogFormat;
      /** The name of the log; absent is Envoy Gateway's. */
      readonly name?: string;
      /** Attributes of each record, by name. */
      readonly attributes?: Readonly<Record<string, string>>;
      /** The attributes of OpenTelemetry's resource. */
      readonly resource: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'als';
      readonly service: TelemetryService;
      readonly name: string;
      /** Whether records are about requests or about connections. */
      readonly records: 'http' | 'tcp';
      readonly requestHeaders: readonly string[];
      readonly responseHeaders: readonly string[];
      readonly responseTrailers: readonly string[];
    };

/** LogFormat is a line of text, or named fields. */
export type LogFormat = (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, string>> }
) & {
  /** Values that are missing are left out, instead of written as `-`. */
  readonly omitsEmpty?: true;
};

/** NestedFormat is a JSON object whose strings contain command operators. */
export interface NestedFormat {
  readonly kind: 'nested';
  readonly json: { readonly [name: string]: Json };
}
