import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { ExportMetricsServiceRequestSchema } from '#gen/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.js';
import {
  AggregationTemporality,
  type HistogramDataPointSchema,
  type MetricSchema,
  type NumberDataPointSchema,
  type SummaryDataPointSchema,
} from '#gen/opentelemetry/proto/metrics/v1/metrics_pb.js';

type Metric = MessageInitShape<typeof MetricSchema>;

/** Samples in one message at most: collectors take four megabytes. */
const mostSamples = 5_000;

const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([-+.0-9a-zA-Z]+)(?: -?[0-9]+)?$/;
const described = /^# (HELP|TYPE) (\S+)(?: (.*))?$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"/g;

/** One line of a page: a number, with its name and labels. */
interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

/**
 * openTelemetryMetrics converts a page in Prometheus' text format (as `MetricFamilies` write one) to messages for
 * OpenTelemetry's metrics service. Names stay the same. `now` is in ms since 1970.
 */
export function openTelemetryMetrics(
  page: string,
  resource: Readonly<Record<string, string>>,
  now: number,
): readonly Uint8Array[] {
  const time = BigInt(now) * 1_000_000n;
  return inChunks(familiesOf(page)).map(families =>
    toBinary(
      ExportMetricsServiceRequestSchema,
      create(ExportMetricsServiceRequestSchema, {
        resourceMetrics: [
          {
            resource: { attributes: attributes(Object.entries(resource)) },
            // This is the field's older name; on the wire it is the same.
            instrumentationLibraryMetrics: [
              {
                instrumentationLibrary: { name: 'fairlead' },
                metrics: families.map(family => metricOf(family, time)),
              },
            ],
          },
        ],
      }),
    ),
  );
}

function inChunks(families: readonly Family[]): readonly (readonly Family[])[] {
  const chunks: Family[][] = [];
  let left = 0;
  for (const family of families) {
    if (family.samples.length > left) {
      chunks.push([]);
      left = mostSamples;
    }
    chunks.at(-1)?.push(family);
    left -= family.samples.length;
  }
  return chunks;
}

/** The samples of a family come after its HELP and TYPE. */
function familiesOf(page: string): readonly Family[] {
  const families: Family[] = [];
  let about = { name: '', help: '', type: '' };
  let samples: Sample[] = [];
  const end = () => {
    if (samples.length > 0) families.push({ ...about, samples });
    samples = [];
  };
  const begin = (name: string) => {
    if (about.name === name) return;
    end();
    about = { name, help: '', type: '' };
  };
  for (const line of page.split('\n')) {
    const [, what, name = '', text = ''] = described.exec(line) ?? [];
    if (what !== undefined) {
      begin(name);
      about = what === 'TYPE' ? { ...about, type: text } : { ...about, help: text };
      continue;
    }
    const [, own = '', labels = '', value = ''] = sample.exec(line) ?? [];
    if (own === '') continue;
    if (!isPartOf(own, about)) begin(own);
    samples.push({ name: own, labels: labelsIn(labels), value: numberOf(value) });
  }
  end();
  return families;
}

function isPartOf(name: string, { name: family, type }: { readonly name: string; readonly type: string }) {
  if (name === family) return true;
  const more = name.startsWith(family) ? name.slice(family.length) : '';
  if (type === 'histogram') return more === '_bucket' || more === '_sum' || more === '_count';
  return type === 'summary' ? more === '_sum' || more === '_count' : more === '_total';
}

function labelsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(label)].map(([, name = '', value = '']) => [
      name,
      value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c)),
    ]),
  );
}

function numberOf(text: string): number {
  const [, sign = '', isInfinite] = /^([-+]?)(inf(?:inity)?)?/i.exec(text) ?? [];
  if (isInfinite === undefined) return Number(text);
  return sign === '-' ? -Infinity : Infinity;
}

function metricOf({ name, help, type, samples }: Family, time: bigint): Metric {
  const said = { name, description: help };
  switch (type) {
    case 'counter': {
      const dataPoints = samples.map(one => numberPoint(one, time));
      const value = {
        dataPoints,
        isMonotonic: true,
        aggregationTemporality: AggregationTemporality.CUMULATIVE,
      };
      return { ...said, data: { case: 'sum', value } };
    }
    case 'histogram': {
      const dataPoints = bySeries(samples, 'le').map(series => histogramPoint(name, series, time));
      const value = { dataPoints, aggregationTemporality: AggregationTemporality.CUMULATIVE };
      return { ...said, data: { case: 'histogram', value } };
    }
    case 'summary': {
      const dataPoints = bySeries(samples, 'quantile').map(series => summaryPoint(name, series, time));
      return { ...said, data: { case: 'summary', value: { dataPoints } } };
    }
    default:
      return {
        ...said,
        data: { case: 'gauge', value: { dataPoints: samples.map(one => numberPoint(one, time)) } },
      };
  }
}

function numberPoint(
  { labels, value }: Sample,
  time: bigint,
): MessageInitShape<typeof NumberDataPointSchema> {
  return { timeUnixNano: time, attributes: attributes(labels), value: { case: 'asDouble', value } };
}

/** Samples that differ in one label alone belong together. */
function bySeries(samples: readonly Sample[], apart: string): readonly (readonly Sample[])[] {
  const series = new Map<string, Sample[]>();
  for (const one of samples) {
    const key = JSON.stringify([...one.labels].filter(([name]) => name !== apart));
    const known = series.get(key);
    if (known === undefined) series.set(key, [one]);
    else known.push(one);
  }
  return [...series.values()];
}

/** Prometheus counts everything up to a bound, OpenTelemetry what is between two bounds. */
function histogramPoint(
  name: string,
  series: readonly Sample[],
  time: bigint,
): MessageInitShape<typeof HistogramDataPointSchema> {
  const buckets = series
    .filter(one => one.name === `${name}_bucket`)
    .map(({ labels, value }) => ({ bound: numberOf(labels.get('le') ?? ''), value }))
    .sort((a, b) => a.bound - b.bound);
  const explicitBounds = buckets.map(({ bound }) => bound).filter(Number.isFinite);
  const count = numberUnder(series, `${name}_count`) ?? buckets.at(-1)?.value ?? 0;
  const upTo = [...buckets.filter(({ bound }) => Number.isFinite(bound)).map(({ value }) => value), count];
  return {
    timeUnixNano: time,
    attributes: attributesBut(series, 'le'),
    count: whole(count),
    sum: numberUnder(series, `${name}_sum`) ?? 0,
    explicitBounds,
    bucketCounts: upTo.map((value, i) => whole(value - (upTo[i - 1] ?? 0))),
  };
}

function summaryPoint(
  name: string,
  series: readonly Sample[],
  time: bigint,
): MessageInitShape<typeof SummaryDataPointSchema> {
  return {
    timeUnixNano: time,
    attributes: attributesBut(series, 'quantile'),
    count: whole(numberUnder(series, `${name}_count`) ?? 0),
    sum: numberUnder(series, `${name}_sum`) ?? 0,
    quantileValues: series
      .filter(({ labels }) => labels.has('quantile'))
      .map(({ labels, value }) => ({ quantile: numberOf(labels.get('quantile') ?? ''), value })),
  };
}

function numberUnder(series: readonly Sample[], name: string): number | undefined {
  return series.find(one => one.name === name)?.value;
}

/** A count must be a whole number that is not negative, and an application may send anything. */
function whole(value: number): bigint {
  return Number.isFinite(value) && value > 0 ? BigInt(Math.round(value)) : 0n;
}

function attributesBut([first]: readonly Sample[], apart: string) {
  return attributes([...(first?.labels ?? [])].filter(([name]) => name !== apart));
}

function attributes(words: Iterable<readonly [string, string]>) {
  return [...words].map(([key, value]) => ({
    key,
    value: { value: { case: 'stringValue' as const, value } },
  }));
}
