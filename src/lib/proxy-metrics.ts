/**
 * ProxyMetrics says which statistics an Envoy keeps, and who receives them. It is part of the bootstrap. `Receiver` is how a
 * receiver is named: by a use of a backend in the model, by clusters in a bootstrap.
 */
export interface ProxyMetrics<Receiver> {
  /** The statistics that are kept instead of the default ones; the few that Fairlead itself reads are always kept. */
  readonly counted?: readonly CountedName[];
  /** Further statistics, by the ends of their names. */
  readonly countedBesides?: readonly string[];
  readonly sinks?: readonly MetricsSink<Receiver>[];
  /** Settings of the page on which they can be scraped, where a cluster runs the proxy. */
  readonly page?: PageSettings;
}

/** CountedName matches the names of statistics. Regular expressions are RE2 and match the whole name. */
export interface CountedName {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'regex';
  readonly value: string;
}

/** MetricsSink is a receiver that is sent all metrics at intervals, in OpenTelemetry's protocol. */
export interface MetricsSink<Receiver> {
  readonly receiver: Receiver;
  /** What the metrics describe, as attributes of OpenTelemetry's resource. */
  readonly resource: Readonly<Record<string, string>>;
  /** Whether the increase since the last report is sent, instead of the total. */
  readonly deltas: { readonly counters: boolean; readonly histograms: boolean };
}

/** PageSettings: there is no page where `isHidden`; `packedBy` compresses it for clients that accept that. */
export interface PageSettings {
  readonly isHidden?: true;
  readonly packedBy?: PageEncoding;
}

/** PageEncoding is a compression algorithm; pages of fewer than `minLength` bytes are left alone. */
export interface PageEncoding {
  readonly kind: 'gzip' | 'brotli' | 'zstd';
  readonly minLength?: number;
}

/**
 * ClusterReceiver names a receiver for a bootstrap: by clusters that Envoy learns of later, each of which stands in for those
 * before it while they are down.
 */
export interface ClusterReceiver {
  readonly clusters: readonly string[];
  readonly authority: string;
  readonly headers?: Readonly<Record<string, string>>;
}
