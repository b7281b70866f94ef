import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsPart, XdsResource } from '#lib/xds-resource.ts';
import { type AccessLog, type Listener, type ListenerFacets, type Tracing, toldServices } from '#model';
import { clusterName } from './names.ts';

/** ToldListeners are listeners without the telemetry that Envoy refused, and what a resource made of them needs for the rest. */
export interface ToldListeners<L extends Listener> extends Pick<XdsResource, 'parts'> {
  readonly listeners: readonly L[];
  readonly withheld: readonly string[];
  /** Clusters of the services that receive telemetry. */
  readonly clusters: readonly string[];
}

/**
 * withoutRefused leaves out the logs and the tracing that Envoy refused (a file that cannot be opened, an expression that is
 * none): a listener listens whatever becomes of them.
 */
export function withoutRefused<L extends Listener>(
  listeners: readonly L[],
  refused: ReadonlyMap<string, string> | undefined,
): ToldListeners<L> {
  const parts = new Map<string, XdsPart>();
  const isKept = (one: AccessLog | Tracing) => {
    const part = { id: hashBytes(JSON.stringify(one)), origin: one.origin };
    parts.set(part.id, part);
    return refused?.has(part.id) !== true;
  };
  const kept = listeners.map(listener =>
    listener.facets === undefined ? listener : { ...listener, facets: told(listener.facets, isKept) },
  );
  const isWithheld = (id: string) => refused?.has(id) === true;
  return {
    listeners: kept,
    parts: [...parts.values()].filter(({ id }) => !isWithheld(id)),
    withheld: [...parts.keys()].filter(isWithheld),
    clusters: kept.flatMap(({ facets }) => toldServices(facets).map(clusterName)),
  };
}

function told(facets: ListenerFacets, isKept: (one: AccessLog | Tracing) => boolean): ListenerFacets {
  const { accessLogs, tracing, ...rest } = facets;
  return {
    ...rest,
    ...(accessLogs === undefined ? {} : { accessLogs: { logs: accessLogs.logs.filter(isKept) } }),
    ...(tracing === undefined || !isKept(tracing) ? {} : { tracing }),
  };
}
