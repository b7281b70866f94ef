import { fromBinary } from '@bufbuild/protobuf';
import { ExportLogsServiceRequestSchema } from '#gen/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import type { AnyValue, KeyValue } from '#gen/opentelemetry/proto/common/v1/common_pb.js';
import { lineAddressAttribute, omitsEmptyAttribute, refusedAddressesAttribute } from '#lib/agent-cluster.ts';
import { type AddressCategory, withoutBrackets } from '#lib/ip-address.ts';
import type { Guarded } from './outside.ts';

/** ToldLines are log records, each as a line, and the address that they are to go to. */
export interface ToldLines {
  readonly host: string;
  readonly port: number;
  /** Classes of addresses that they are not sent to, whatever the host's name leads to. */
  readonly guarded?: Guarded;
  readonly lines: readonly string[];
}

/** toldLines reads a message of OpenTelemetry's logs service. Records without an address are dropped. */
export function toldLines(message: Uint8Array): readonly ToldLines[] {
  const { resourceLogs } = fromBinary(ExportLogsServiceRequestSchema, message);
  return resourceLogs.flatMap(({ resource, instrumentationLibraryLogs }) => {
    const of = textsOf(resource?.attributes ?? []);
    const [, host = '', port = ''] = /^(.*):([0-9]{1,5})$/.exec(of[lineAddressAttribute] ?? '') ?? [];
    if (host === '') return [];
    const omitsEmpty = of[omitsEmptyAttribute] !== undefined;
    const lines = instrumentationLibraryLogs.flatMap(({ logs }) =>
      logs.map(({ body, attributes }) => lineOf(body, attributes, omitsEmpty)),
    );
    const refused = of[refusedAddressesAttribute];
    return [
      {
        ...{ host: withoutBrackets(host), port: Number(port), lines },
        ...(refused === undefined ? {} : { guarded: refused.split(',') as AddressCategory[] }),
      },
    ];
  });
}

/** A record becomes one line, even where it contains line breaks. */
function lineOf(body: AnyValue | undefined, attributes: readonly KeyValue[], omitsEmpty: boolean): string {
  if (attributes.length === 0) return `${textOf(body).replace(/\n+$/, '').replaceAll('\n', ' ')}\n`;
  const fields = Object.entries(textsOf(attributes)).filter(([, value]) => !omitsEmpty || value !== '-');
  return `${JSON.stringify(Object.fromEntries(fields))}\n`;
}

function textsOf(attributes: readonly KeyValue[]): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, textOf(value)]));
}

function textOf(value: AnyValue | undefined): string {
  return value?.value.case === 'stringValue' ? value.value.value : '';
}
