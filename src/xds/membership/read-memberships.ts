import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { MembershipReport } from '../server.ts';
import { decode } from '../wire/request.ts';

// As opentelemetry/proto/metrics/v1/metrics.proto and common.proto number their fields.
const request = { resourceMetrics: 1 };
const resourceMetrics = { resource: 1, scopeMetrics: 2 };
const resource = { attributes: 1 };
const attribute = { key: 1, value: 2 };
const anyValue = { text: 1 };
const scopeMetrics = { metrics: 2 };
const metric = { name: 1, gauge: 5 };
const gauge = { dataPoints: 1 };
const dataPoint = { asInt: 6 };

/** The attribute by which a proxy says whose endpoints these are: the view that it asks for. */
export const viewAttribute = 'fairlead.view';

const stat = /^cluster\.(.+)\.membership_(total|healthy)$/s;

/**
 * readMemberships reads the endpoint counts of clusters from an ExportMetricsServiceRequest and skips everything else in it. It
 * throws a RequestError for bytes that are no such request.
 */
export function readMemberships(bytes: Uint8Array): MembershipReport {
  const clusters = new Map<string, { total?: number; healthy?: number }>();
  let view = '';
  const take = (name: string, value: number) => {
    const [, cluster, which] = stat.exec(name) ?? [];
    if (cluster === undefined || (which !== 'total' && which !== 'healthy')) return;
    const known = clusters.get(cluster) ?? {};
    clusters.set(cluster, known);
    known[which] = value;
  };
  decode(() => {
    for (const metrics of within(bytes, request.resourceMetrics)) {
      for (const from of within(metrics, resourceMetrics.resource))
        for (const one of within(from, resource.attributes)) view = viewIn(one) ?? view;
      for (const scope of within(metrics, resourceMetrics.scopeMetrics))
        for (const one of within(scope, scopeMetrics.metrics)) {
          const [name] = within(one, metric.name);
          const value = gaugeIn(one);
          if (name !== undefined && value !== undefined) take(text(name), value);
        }
    }
  }, 'ExportMetricsServiceRequest');
  return { view, clusters };
}

function viewIn(bytes: Uint8Array): string | undefined {
  const [key] = within(bytes, attribute.key);
  if (key === undefined || text(key) !== viewAttribute) return undefined;
  const [value] = within(bytes, attribute.value).flatMap(any => within(any, anyValue.text));
  return value && text(value);
}

function gaugeIn(bytes: Uint8Array): number | undefined {
  const [point] = within(bytes, metric.gauge).flatMap(one => within(one, gauge.dataPoints));
  if (point === undefined) return undefined;
  const reader = new BinaryReader(point);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === dataPoint.asInt && type === WireType.Bit64) return Number(reader.sfixed64());
    reader.skip(type);
  }
  return undefined;
}

/** The contents of a message's length-delimited fields of this number. */
function within(bytes: Uint8Array, number: number): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === number && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type);
  }
  return found;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
