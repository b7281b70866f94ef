import { type BackendUse, type Destination, useKey } from '#model';

/** Share is a backendRef as resolved. */
export interface Share {
  readonly destination: Destination;
  /** Its backend is meant for when others are down. */
  readonly fallback: boolean;
}

type ToBackend = Extract<Destination, { kind: 'backend' }>;

/**
 * destinationsOf is where the shares of a rule go. While any backend that is no fallback is up, those share by weight, and
 * stand in for each other; the fallbacks, by their own weights, take over when all of them are down. Where there is none but
 * fallbacks, they serve.
 */
export function destinationsOf(shares: readonly Share[]): Destination[] {
  const first = shares.filter(share => !share.fallback).map(share => share.destination);
  const serving = first.filter(isServing);
  if (serving.length === 0) return shares.map(share => share.destination);
  const last = shares.flatMap(({ fallback, destination }) =>
    fallback && isServing(destination) ? [destination] : [],
  );
  if (last.length === 0) return first;
  const weights = smallWeights(last.map(d => d.weight));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return first.flatMap((destination): Destination[] => {
    const { weight } = destination;
    if (!isServing(destination) || destination.use.byRequest !== undefined)
      return [{ ...destination, weight: weight * all }];
    const others = serving.filter(o => o !== destination && o.use.byRequest === undefined);
    return last.map((fallback, i) => ({
      ...destination,
      weight: weight * (weights[i] ?? 0),
      use: failingOver([destination, ...others, fallback, ...last.filter(other => other !== fallback)]),
    }));
  });
}

function isServing(destination: Destination): destination is ToBackend {
  return destination.kind === 'backend' && destination.weight > 0;
}

/** Each is followed by who takes over from it alone; nobody stands in a row twice. */
function failingOver(row: readonly ToBackend[]): BackendUse {
  const all = row.flatMap(({ use: { failover = [], ...use } }): BackendUse[] => [use, ...failover]);
  const [first, ...failover] = [...new Map(all.map(use => [useKey(use), use])).values()];
  if (first === undefined) throw new Error('a row without backends');
  return failover.length === 0 ? first : { ...first, failover };
}

/** Envoy's weights must not add up beyond 32 bits, and these are multiplied with those of up to 16 others of a million each. */
const mostWeight = 200;

function smallWeights(weights: readonly number[]): number[] {
  const divisor = weights.reduce(greatestCommonDivisor);
  const sum = weights.reduce((all, weight) => all + weight, 0) / divisor;
  return weights.map(weight => {
    const small = weight / divisor;
    return sum <= mostWeight ? small : Math.max(1, Math.round((small * mostWeight) / sum));
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
