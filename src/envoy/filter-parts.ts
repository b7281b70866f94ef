import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { HTTPFaultSchema } from '#gen/envoy/extensions/filters/http/fault/v3/fault_pb.js';
import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsPart, XdsResource } from '#lib/xds-resource.ts';
import type { ChainFilter } from './chain-filters.ts';
import { fraction } from './fraction.ts';

/** Refusals are the parts that Envoy refused, by id, each with Envoy's words. */
type Refusals = ReadonlyMap<string, string>;

/** It answers 500 to every request of the routes that switch the filter on. */
const outOfService = anyPack(
  HTTPFaultSchema,
  create(HTTPFaultSchema, {
    abort: { errorType: { case: 'httpStatus', value: 500 }, percentage: fraction(100) },
  }),
);

/**
 * withoutRefusedFilters replaces the filters that Envoy refused (a database that is not on its machine) by one that answers 500:
 * the rules that need them are out of service, and the rest of the listener serves. The stand-in has the name of the filter, so
 * that routes switch it on as they would the filter.
 */
export function withoutRefusedFilters(
  filters: readonly ChainFilter[],
  refused: Refusals | undefined,
): readonly ChainFilter[] {
  if (refused === undefined) return filters;
  return filters.map(filter => {
    const part = partOf(filter);
    return part !== undefined && refused.has(part.id)
      ? { ...filter, settings: outOfService, clusters: [] }
      : filter;
  });
}

/** filterParts are the filters that Envoy may refuse alone, as parts of the listener that has them. */
export function filterParts(
  filters: readonly ChainFilter[],
  refused: Refusals | undefined,
): Required<Pick<XdsResource, 'parts' | 'withheld'>> {
  const parts = new Map(
    filters.flatMap(partOf).flatMap(part => (part === undefined ? [] : [[part.id, part]])),
  );
  const isRefused = (id: string) => refused?.has(id) === true;
  return {
    parts: [...parts.values()].filter(({ id }) => !isRefused(id)),
    withheld: [...parts.keys()].filter(isRefused),
  };
}

function partOf({ origin, instance, settings }: ChainFilter): XdsPart | undefined {
  if (origin === undefined) return undefined;
  return { id: hashBytes(Buffer.concat([Buffer.from(`${instance}\n`), settings.value])), origin };
}
