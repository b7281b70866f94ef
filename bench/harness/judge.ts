import type { Measurement, Target } from './measurement.ts';
import { median } from './statistics.ts';

/** Verdict is a target and the figure reached; `reached` is undefined where one side was not measured. */
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
    const verdicts = (measurement.targets ?? []).map(target => verdict(target, measurement, measurements));
    return { measurement, medians, ratio, verdicts };
  });
}

function verdict(target: Target, measurement: Measurement, all: readonly Measurement[]): Verdict {
  const own = medianOf(measurement, ours);
  switch (target.kind) {
    case 'ratio': {
      const control = medianOf(atSize(target.at ?? measurement.size, measurement, all), theirs);
      const where = target.at === undefined ? '' : ` at ${target.at}`;
      return compare(`≤ ${target.atMost} × control${where}`, quotient(own, control), target.atMost);
    }
    case 'absolute':
      return compare(`≤ ${target.atMost} ${measurement.unit}`, own, target.atMost);
    case 'growth': {
      const base = medianOf(atSize(target.from, measurement, all), ours);
      return compare(`≤ ${target.atMost} × at ${target.from}`, quotient(own, base), target.atMost);
    }
    case 'spread': {
      const { work, size } = measurement;
      const base = all.find(m => m.work === work && m.size === size && m.metric === target.of);
      return compare(`≤ ${target.atMost} × ${target.of}`, quotient(own, medianOf(base, ours)), target.atMost);
    }
  }
}

/** atSize is the measurement of the same work and metric at another size. */
function atSize(size: string, of: Measurement, all: readonly Measurement[]): Measurement | undefined {
  return all.find(m => m.work === of.work && m.metric === of.metric && m.size === size);
}

function medianOf(measurement: Measurement | undefined, system: string): number | undefined {
  const values = measurement?.values[system];
  return values === undefined ? undefined : median(values);
}

function compare(target: string, reached: number | undefined, atMost: number): Verdict {
  return { target, reached, met: reached === undefined ? undefined : reached <= atMost };
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (b === 0) return a === 0 ? 1 : undefined;
  return a / b;
}
