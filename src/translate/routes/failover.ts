import { greatestCommonDivisor } from '#lib/greatest-common-divisor.ts';
import { leastCommonMultiple } from '#lib/least-common-multiple.ts';
import { type BackendUse, type Destination, standsAlone, useKey } from '#model';

/** Share is a backendRef as resolved. */
export interface Share {
  readonly destination: Destination;
  /** The backend is a fallback: it is meant for when others are down. */
  readonly fallback: boolean;
}

type ToBackend = Extract<Destination, { kind: 'backend' }>;

/**
 * destinationsOf gives the destinations of a rule. While any backend that is not a fallback is up, those backends share the
 * traffic by weight and stand in for each other. When all of them are down, the fallbacks take over, by their own weights.
 * Where there are only fallbacks, they serve.
 */
export function destinationsOf(shares: readonly Share[]): Destination[] {
  const first = shares.filter(share => !share.fallback).map(share => share.destination);
  if (!first.some(isServing)) return shares.map(share => share.destination);
  const last = shares.flatMap(({ fallback, destination }) =>
    fallback && isServing(destination) ? [destination] : [],
  );
  if (last.length === 0) return first;
  const rows = inRows(first);
  const serving = rows.filter(isServing);
  const weights = smallWeights(last.map(d => d.weight));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return fitting(
    rows.flatMap((destination): Destination[] => {
      const { weight } = destination;
      if (!isServing(destination) || standsAlone(destination.use))
        return [{ ...destination, weight: weight * all }];
      const others = serving.filter(o => o !== destination && !standsAlone(o.use));
      return last.map((fallback, i) => ({
        ...destination,
        weight: weight * (weights[i] ?? 0),
        use: failingOver([destination, ...others, fallback, ...last.filter(other => other !== fallback)]),
      }));
    }),
  );
}

/**
 * A backend that stands for several others is never down itself. Each of its rows therefore becomes a destination of its
 * own; together they keep the backend's weight.
 */
function inRows(destinations: readonly Destination[]): readonly Destination[] {
  const rowsOf = (d: Destination) => (d.kind === 'backend' ? d.use.shared?.among : undefined);
  const totalOf = (d: Destination) => rowsOf(d)?.reduce((sum, { weight }) => sum + weight, 0) ?? 1;
  const scale = destinations.map(totalOf).reduce(leastCommonMultiple, 1);
  return destinations.flatMap((destination): readonly Destination[] => {
    const weight = destination.weight * (scale / totalOf(destination));
    return (
      rowsOf(destination)?.map(row => ({ ...destination, use: row.use, weight: weight * row.weight })) ?? [
        { ...destination, weight },
      ]
    );
  });
}

/** Envoy's weights must not add up beyond 32 bits. */
const mostInAll = 2 ** 32 - 1;

function fitting(destinations: Destination[]): Destination[] {
  const all = destinations.reduce((sum, { weight }) => sum + weight, 0);
  if (all <= mostInAll) return destinations;
  const fit = (weight: number) => Math.ceil((weight * (mostInAll - destinations.length)) / all);
  return destinations.map(destination => ({ ...destination, weight: fit(destination.weight) }));
}

function isServing(destination: Destination): destination is ToBackend {
  return destination.kind === 'backend' && destination.weight > 0;
}

/** failingOver puts backends in a row: each takes over from the one before it, and none is in the row twice. */
export function failingOver(row: readonly { readonly use: BackendUse }[]): BackendUse {
  const all = row.flatMap(({ use: { failover = [], ...use } }): BackendUse[] => [use, ...failover]);
  const [first, ...failover] = [...new Map(all.map(use => [useKey(use), use])).values()];
  if (first === undefined) throw new Error('a row without backends');
  return failover.length === 0 ? first : { ...first, failover };
}

/**
 * The most that the weights of fallbacks may add up to: they are multiplied with those of up to 16 backends of a million
 * each.
 */
const mostWeight = 200;

function smallWeights(weights: readonly number[]): number[] {
  const divisor = weights.reduce(greatestCommonDivisor);
  const sum = weights.reduce((all, weight) => all + weight, 0) / divisor;
  return weights.map(weight => {
    const small = weight / divisor;
    return sum <= mostWeight ? small : Math.max(1, Math.round((small * mostWeight) / sum));
  });
}
