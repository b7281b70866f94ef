import type { Measurement, Target } from './measurement.ts';
import { median } from './statistics.ts';

/** Verdict is a target beside what was reached; `reached` is undefined where one side was not measured. */
export interface Verdict {
  readonly target: string;
  readonly reached: number | undefined;
  readonly met: boolean | undefined;
}

/** Judged is a measurement with its medians, its ratio to the control and its verdicts. */
export interface Judged {
  readonly measurement: Measurement;
  readonly medians: Readonly<Record<string, number>>;
  readonly ratio: number | undefined;
  readonly verdicts: readonly Verdict[];
}

const ours = 'fairlead';
const theirs = 'control';

/** judge compares all measurements of a bench with their targets. */
export function judge(measurements: readonly Measurement[]): readonly Judged[] {
  return measurements.map(measurement => {
    const medians = Object.fromEntries(
      Object.entries(measurement.values).map(([system, values]) => [system, median(values)]),
    );
    const ratio = quotient(medians[ours], medians[theirs]);
    const verdicts = (measurement.targets ?? []).map(target =>
      verdict(target, measurement, measurements, ratio),
    );
    return { measurement, medians, ratio, verdicts };
  });
}

function verdict(
  target: Target,
  measurement: Measurement,
  all: readonly Measurement[],
  ratio: number | undefined,
): Verdict {
  const own = medianOf(measurement);
  switch (target.kind) {
    case 'ratio':
      return compare(`≤ ${target.atMost} × control`, ratio, target.atMost);
    case 'absolute':
      return compare(`≤ ${target.atMost} ${measurement.unit}`, own, target.atMost);
    case 'growth': {
      const base = all.find(
        m => m.work === measurement.work && m.metric === measurement.metric && m.size === target.from,
      );
      const growth = base === undefined ? undefined : quotient(own, medianOf(base));
      return compare(`≤ ${target.atMost} × at ${target.from}`, growth, target.atMost);
    }
  }
}

function medianOf(measurement: Measurement): number | undefined {
  const values = measurement.values[ours];
  return values === undefined ? undefined : median(values);
}

function compare(target: string, reached: number | undefined, atMost: number): Verdict {
  return { target, reached, met: reached === undefined ? undefined : reached <= atMost };
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (b === 0) return a === 0 ? 1 : Number.POSITIVE_INFINITY;
  return a / b;
}
