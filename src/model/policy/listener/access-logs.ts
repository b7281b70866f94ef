import type { AddressCategory } from '#lib/ip-address.ts';
import type { Json } from '#lib/json.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { LogFilter } from './log-filter.ts';
import type { TelemetryService } from './telemetry-service.ts';

/** AccessLogs are the records that are kept of what passed. */
export interface AccessLogs {
  readonly logs: readonly AccessLog[];
}

/** AccessLog is one kind of record, and where it goes. */
export interface AccessLog {
  /** Who says so: told what the proxy thinks of it. */
  readonly origin: ResourceKey;
  /**
   * Who writes it: the listener of each connection, what serves its requests (or passes it on), or each attempt to reach a
   * backend. Absent: what serves, and the listener of connections that no route was found for.
   */
  readonly writer?: 'listener' | 'route' | 'upstream';
  /** Expressions (CEL), one of which must hold; none: everything is written. */
  readonly conditions: readonly string[];
  /** What must hold besides. */
  readonly filter?: LogFilter;
  readonly sink: LogSink;
}

/** LogSink is where records go. Formats are in Envoy's words; absent is the usual one. */
export type LogSink =
  | { readonly kind: 'file'; readonly path: string; readonly format?: LogFormat | NestedFormat }
  /** Lines over TCP, to `HOST:PORT`; who started the Envoy sends them on. */
  | {
      readonly kind: 'lines';
      readonly address: string;
      readonly format: LogFormat;
      /** Whatever its name leads to, they are not sent there. */
      readonly refused: readonly AddressCategory[];
    }
  | {
      readonly kind: 'otlp';
      readonly service: TelemetryService;
      readonly format?: LogFormat;
      /** Under which name; absent is Envoy Gateway's. */
      readonly name?: string;
      /** Words beside a line, by name. */
      readonly attributes?: Readonly<Record<string, string>>;
      /** What the records are of. */
      readonly resource: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'als';
      readonly service: TelemetryService;
      readonly name: string;
      /** Which sort of record. */
      readonly records: 'http' | 'tcp';
      readonly requestHeaders: readonly string[];
      readonly responseHeaders: readonly string[];
      readonly responseTrailers: readonly string[];
    };

/** LogFormat is a line, or words by name. */
export type LogFormat = (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, string>> }
) & {
  /** What has no value is left out, in place of `-`. */
  readonly omitsEmpty?: true;
};

/** NestedFormat is a value of JSON, in the texts of which operators stand. */
export interface NestedFormat {
  readonly kind: 'nested';
  readonly json: { readonly [name: string]: Json };
}
