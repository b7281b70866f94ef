/** Sample is one value of a metric, told apart from the others by labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Metric is a number that can be scraped. Its name begins with `fairlead_` or, for the process, with `process_`. */
export interface Metric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}
