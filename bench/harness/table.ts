import type { Judged, Verdict } from './judge.ts';
import type { Unit } from './measurement.ts';

/** formatTable prints one line a measurement: our median, the control's, the ratio, and each target with its verdict. */
export function formatTable(judged: readonly Judged[], systems: readonly string[]): string {
  const head = ['work', 'size', 'metric', ...systems, 'ratio', 'target', 'reached', ''];
  const rows = judged.flatMap(({ measurement, medians, ratio, verdicts }) => {
    const first = [
      measurement.work,
      measurement.size,
      measurement.metric,
      ...systems.map(system => formatValue(medians[system], measurement.unit)),
      ratio === undefined ? '' : formatRatio(ratio),
    ];
    const blank = first.map(() => '');
    if (verdicts.length === 0) return [[...first, '', '', '']];
    return verdicts.map((verdict, i) => [...(i === 0 ? first : blank), ...formatVerdict(verdict)]);
  });
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function formatVerdict({ target, reached, met }: Verdict): readonly string[] {
  const mark = met === undefined ? 'not measured' : met ? 'met' : 'MISSED';
  return [target, reached === undefined ? '' : formatRatio(reached), mark];
}

function formatRatio(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(2);
}

function formatValue(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '';
  switch (unit) {
    case 'ms':
      return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ms`;
    case 'MiB':
      return `${value.toFixed(0)} MiB`;
    case 'bytes':
      return `${Math.round(value).toLocaleString('en')} B`;
    case 'count':
      return value.toLocaleString('en', { maximumFractionDigits: 1 });
  }
}
