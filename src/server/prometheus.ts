import type { Metric } from '#inspect';

/** prometheusType is the media type of `prometheusText`. */
export const prometheusType = 'text/plain; version=0.0.4';

/** prometheusText writes metrics in Prometheus' text format 0.0.4. */
export function prometheusText(metrics: readonly Metric[]): string {
  return metrics
    .flatMap(({ name, kind, help, samples }) => [
      `# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`,
      `# TYPE ${name} ${kind}`,
      ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
    ])
    .map(line => `${line}\n`)
    .join('');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${quoted(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function quoted(value: string): string {
  return `"${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}
