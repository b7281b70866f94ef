/** Span is a stretch of the way of something, with the stretches that it consists of. */
export interface Span {
  readonly name: string;
  /** ms, by `steadyClock`. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  /** It came to nothing, or not to what was wanted. */
  readonly hasFailed: boolean;
  readonly children: readonly Span[];
}

/** SpanWriter sends what has ended to whoever collects it; none of it may hold anybody up. */
export interface SpanWriter {
  /** `now` is the moment, by the clock of the spans. */
  write(trace: Span, now: number): void;
  /** Resolves when everything is sent, or was given up. */
  close(): Promise<void>;
}
