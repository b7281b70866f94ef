import type { Collection } from '#graph';
import type { Told } from '#kube';
import type { ClusterHealth } from '#model';
import type { Refusal } from '#status';

/** Taken is what proxies did with what they were sent, as far as status needs it. */
export interface Taken {
  /** Views that a client has in force. */
  readonly served: Collection<true>;
  /** What Envoys refused; the same refusal has the same key everywhere. */
  readonly refusals: Collection<Refusal>;
  /** The health of endpoints, by proxy and cluster. */
  readonly health: Collection<ClusterHealth>;
}

/** TakenText is what another replica shared about its proxies, decoded. */
export interface TakenText {
  readonly served: readonly string[];
  readonly refusals: readonly (readonly [string, Refusal])[];
  readonly health: readonly ClusterHealth[];
}

/** writeTaken encodes it. What changes least and matters most comes first, as the end is cut where there is no room. */
export function writeTaken({ served, refusals, health }: Taken): Told {
  const counted = [...health.entries()].flatMap(([, { proxy, cluster, counted }]) =>
    counted === undefined ? [] : [[proxy, cluster, counted.total, counted.healthy]],
  );
  const parts: readonly (readonly unknown[])[] = [
    [...served.entries()].map(([view]) => view),
    [...refusals.entries()],
    counted,
  ];
  return parts.map(
    part =>
      `[${part
        .map(one => JSON.stringify(one))
        .sort()
        .join()}]`,
  );
}

/** readTaken decodes it; what a replica of another version says in another form is left out. */
export function readTaken([served, refusals, health]: Told): TakenText {
  return {
    served: each(served, one => (typeof one === 'string' ? one : undefined)),
    refusals: each(refusals, one => {
      if (!Array.isArray(one)) return undefined;
      const [key, refusal]: readonly unknown[] = one;
      return typeof key === 'string' && isRefusal(refusal) ? ([key, refusal] as const) : undefined;
    }),
    health: each(health, one => {
      if (!Array.isArray(one)) return undefined;
      const [proxy, cluster, total, healthy]: readonly unknown[] = one;
      const isSound =
        typeof proxy === 'string' &&
        typeof cluster === 'string' &&
        typeof total === 'number' &&
        typeof healthy === 'number';
      return isSound ? { proxy, cluster, endpoints: [], counted: { total, healthy } } : undefined;
    }),
  };
}

function each<One>(text: string | undefined, readOne: (one: unknown) => One | undefined): readonly One[] {
  const parts = text === undefined ? [] : parse(text);
  return Array.isArray(parts) ? parts.map(readOne).filter(one => one !== undefined) : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRefusal(value: unknown): value is Refusal {
  if (typeof value !== 'object' || value === null) return false;
  const { message, origins } = value as Partial<Record<keyof Refusal, unknown>>;
  return (
    typeof message === 'string' && Array.isArray(origins) && origins.every(one => typeof one === 'string')
  );
}
