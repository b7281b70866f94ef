/** Span is a named stretch of time, with the shorter stretches that it consists of. */
export interface Span {
  readonly name: string;
  /** ms, by `steadyClock`. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  /** It failed, or had another result than wanted. */
  readonly hasFailed: boolean;
  readonly children: readonly Span[];
}

/** SpanWriter sends finished spans to a collector; it must not hold anybody up. */
export interface SpanWriter {
  /** `now` is the moment, by the clock of the spans. */
  write(trace: Span, now: number): void;
  /** Resolves when everything is sent, or was given up. */
  close(): Promise<void>;
}
