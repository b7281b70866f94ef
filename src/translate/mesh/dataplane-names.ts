import { isIP } from 'node:net';
import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { demandKey, type Known, type Want } from '#model';
import type { Dataplane } from '#resources';
import type { AddressPolicy } from '../address-policy.ts';
import { nameOf, resolvedAddresses, saidOfName } from '../backends/resolved-names.ts';
import type { Locate } from './sidecar.ts';

/** LookedUp is what is known of the names that the control plane looks up, and the policy on where they may lead. */
export interface LookedUp {
  readonly policy: AddressPolicy;
  readonly discovered: Collection<Known>;
}

/**
 * namesOfDataplanes derives the host names that Dataplanes give as addresses. Envoy listens at addresses alone, so the
 * control plane looks them up.
 */
export function namesOfDataplanes(graph: Graph, dataplanes: Collection<Dataplane>): Collection<Want> {
  return graph.derive<Dataplane, Want>('translate/names-of-dataplanes', dataplanes, dataplane =>
    writtenNames(dataplane).map(({ name }) => {
      const want = nameOf(name);
      return [demandKey(want), want];
    }),
  );
}

/** locateBy makes a Locate that takes the first address of a name. */
export function locateBy(looked: LookedUp, track: Tracker): Locate {
  return (written, port) =>
    isIP(written) === 0
      ? resolvedAddresses({ hostname: written, port }, undefined, looked, track)[0]
      : written;
}

/** findingsOfNames is what is wrong with the names of a Dataplane. */
export function findingsOfNames(dataplane: Dataplane, looked: LookedUp, track: Tracker): readonly Finding[] {
  const { ref, spec } = dataplane;
  const port = spec.networking.inbound[0]?.port ?? 0;
  return writtenNames(dataplane).flatMap(({ name, path }) =>
    saidOfName({ hostname: name, port }, looked, track).map(said => ({ ...said, path, ref })),
  );
}

function writtenNames({ spec: { networking } }: Dataplane) {
  return (['address', 'advertisedAddress'] as const).flatMap(field => {
    const name = networking[field];
    return name === undefined || isIP(name) !== 0 ? [] : [{ name, path: `networking.${field}` }];
  });
}
