/**
 * ProxyMetrics is what an Envoy counts, and who is told. It is of what an Envoy starts with; `Receiver` is how somebody names who
 * is told: by a use of a backend in the model, by clusters in a bootstrap.
 */
export interface ProxyMetrics<Receiver> {
  /** Names of what is counted in place of the usual, and of that which is asked for by other fields. */
  readonly counted?: readonly CountedName[];
  /** What is counted besides, by how its names end. */
  readonly countedBesides?: readonly string[];
  readonly sinks?: readonly MetricsSink<Receiver>[];
  /** The page on which whoever comes finds them, where a cluster runs the proxy. */
  readonly page?: PageSettings;
}

/** CountedName is how the name of something that is counted must look. Regular expressions are RE2 and match the whole name. */
export interface CountedName {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'regex';
  readonly value: string;
}

/** MetricsSink is somebody who is sent all of it, again and again, in OpenTelemetry's protocol. */
export interface MetricsSink<Receiver> {
  readonly receiver: Receiver;
  /** What the metrics are of, as attributes of OpenTelemetry's resource. */
  readonly resource: Readonly<Record<string, string>>;
  /** Whether what has come since the last time is told, in place of the whole. */
  readonly deltas: { readonly counters: boolean; readonly histograms: boolean };
}

/** PageSettings: there is no page where it `isHidden`; it is packed for those that take it so. */
export interface PageSettings {
  readonly isHidden?: true;
  readonly packedBy?: PageEncoding;
}

/** PageEncoding is a way to pack; pages of fewer than `minLength` bytes are left alone. */
export interface PageEncoding {
  readonly kind: 'gzip' | 'brotli' | 'zstd';
  readonly minLength?: number;
}

/** ClusterReceiver names who is told as a bootstrap can: clusters that Envoy is told of later, of which the next stands in for one that is down. */
export interface ClusterReceiver {
  readonly clusters: readonly string[];
  readonly authority: string;
  readonly headers?: Readonly<Record<string, string>>;
}
