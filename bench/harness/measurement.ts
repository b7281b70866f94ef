/** Target is what the design demands of a figure. */
export type Target =
  /** At most so many times the control's figure; with `at`, the control's for the same work and metric at that size. */
  | { readonly kind: 'ratio'; readonly atMost: number; readonly at?: string }
  /** At most so much, in the measurement's unit. */
  | { readonly kind: 'absolute'; readonly atMost: number }
  /** At most so many times our own figure for the same work and metric at another size. */
  | { readonly kind: 'growth'; readonly from: string; readonly atMost: number }
  /** At most so many times our own figure of another metric, for the same work at the same size. */
  | { readonly kind: 'spread'; readonly of: string; readonly atMost: number };

export type Unit = 'ms' | 'bytes' | 'MiB' | 'count';

/** Figure names what is measured. */
export interface Figure {
  readonly work: string;
  readonly size: string;
  readonly metric: string;
  readonly unit: Unit;
  readonly targets?: readonly Target[];
}

/** Measurement is a figure with its values: system -> one value a run, in the order of the runs. */
export interface Measurement extends Figure {
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** Recorder collects values of figures as runs produce them. */
export interface Recorder {
  add(system: string, figure: Figure, value: number): void;
  measurements(): readonly Measurement[];
}

export function createRecorder(): Recorder {
  const figures = new Map<string, { figure: Figure; values: Record<string, number[]> }>();
  return {
    add(system, figure, value) {
      const key = JSON.stringify([figure.work, figure.size, figure.metric]);
      const entry = figures.get(key) ?? { figure, values: {} };
      figures.set(key, entry);
      const values = entry.values[system] ?? [];
      entry.values[system] = values;
      values.push(value);
    },
    measurements: () => [...figures.values()].map(({ figure, values }) => ({ ...figure, values })),
  };
}
