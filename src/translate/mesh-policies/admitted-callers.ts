import type { Collection, Graph, Tracker } from '#graph';
import {
  type Admission,
  admissionKey,
  admissionTerms,
  admits,
  type BackendKey,
  type Caller,
  callerKey,
  callerTerms,
  type Sidecar,
} from '#model';
import { selectedInbounds, selectionTerms, sidecarTerms } from '../mesh/selection.ts';
import type { PlacedPort } from '../mesh/service-places.ts';
import { isTarget, type ServedService } from '../mesh/service-state.ts';
import type { ItemsAtInbounds } from './inbound-meanings.ts';
import { admissionAt } from './permission-at.ts';

/** AdmittedCallers is which callers are let in where, so that no sidecar need be told of services that would keep it out. */
export interface AdmittedCallers {
  /** The ports, each with the admissions at the inbounds that serve it. */
  readonly ports: Collection<PlacedPort>;
  /**
   * admissionsFor are the keys of the admissions that let a sidecar in; undefined where nobody vouches for the sidecar, so
   * that it cannot be told from others.
   */
  admissionsFor(sidecar: Sidecar, track: Tracker): readonly string[] | undefined;
}

/** Admitting is a sidecar and the admission at each of its inbounds, by the inbound's name. */
interface Admitting {
  readonly sidecar: Sidecar;
  readonly at: readonly (readonly [inbound: string, Admission])[];
}

/** Entrance is one workload that serves a port of a service. `admissions` are undefined where it lets everybody in. */
interface Entrance {
  readonly backend: BackendKey;
  readonly admissions: readonly string[] | undefined;
}

interface Pass {
  readonly caller: string;
  readonly admission: string;
}

/**
 * admittedCallers derives them. Equal callers are handled as one, and so are inbounds with equal admissions. A change to a
 * permission costs only the callers that it is about, and the services at whose inbounds it applies.
 */
export function admittedCallers(
  graph: Graph,
  itemsAt: ItemsAtInbounds,
  of: {
    readonly sidecars: Collection<Sidecar>;
    readonly served: Collection<ServedService>;
    readonly ports: Collection<PlacedPort>;
  },
): AdmittedCallers {
  const admitting = graph.map<Sidecar, Admitting>(
    'translate/admitting-sidecars',
    of.sidecars,
    (sidecar, key, track) => {
      if (sidecar.security === undefined) return { sidecar, at: [] };
      const itemsOf = itemsAt(sidecar, key, track);
      return {
        sidecar,
        at: sidecar.inbounds.map(({ name }) => [name, admissionAt(itemsOf(name), sidecar.mesh)] as const),
      };
    },
  );
  const admissions = graph.derive<Admitting, Admission>('translate/admissions', admitting, ({ at }) =>
    at.map(([, admission]) => [admissionKey(admission), admission] as const),
  );
  const callers = graph.derive<Sidecar, Caller>('translate/callers', of.sidecars, sidecar => {
    const caller = callerOf(sidecar);
    return caller === undefined ? [] : [[callerKey(caller), caller]];
  });
  const passes = graph.pair<Caller, Admission, Pass>('translate/admitted-callers', callers, admissions, {
    leftTerms: callerTerms,
    rightTerms: admissionTerms,
    make: (caller, admission, callerAt, at) =>
      admits(admission, caller) ? { caller: callerAt, admission: at } : undefined,
  });
  const byCaller = graph.index('translate/admissions-by-caller', passes, ({ caller }) => [caller]);
  const serving = graph.pair<ServedService, Admitting, readonly Entrance[]>(
    'translate/entrances-of-services',
    of.served,
    admitting,
    {
      leftTerms: ({ mesh, selection }) => selectionTerms(mesh, selection),
      rightTerms: ({ sidecar }) => sidecarTerms(sidecar),
      make: entrancesOf,
    },
  );
  const entrances = graph.derive<readonly Entrance[], Entrance>('translate/entrances', serving, (own, key) =>
    own.map(entrance => [[key, entrance.backend].join('\n'), entrance] as const),
  );
  const byPort = graph.index('translate/entrances-by-port', entrances, ({ backend }) => [backend]);
  return {
    ports: graph.map<PlacedPort, PlacedPort>('translate/admitting-ports', of.ports, (port, key, track) => {
      const ways = track.fetchAll(byPort, key).map(entrance => entrance.admissions);
      const known = ways.flatMap(way => (way === undefined ? [] : [way]));
      // A port that no workload serves, or one of whose workloads lets everybody in, is open to all.
      if (ways.length === 0 || known.length < ways.length) return port;
      return { ...port, admissions: [...new Set(known.flat())].sort() };
    }),
    admissionsFor(sidecar, track) {
      const caller = callerOf(sidecar);
      if (caller === undefined) return undefined;
      return track
        .fetchAll(byCaller, callerKey(caller))
        .map(({ admission }) => admission)
        .sort();
    },
  };
}

function callerOf({ mesh, security, reach }: Sidecar): Caller | undefined {
  return security === undefined || reach === undefined ? undefined : { mesh, names: security.identity.names };
}

function entrancesOf(
  { selection, ports }: ServedService,
  { sidecar, at }: Admitting,
): readonly Entrance[] | undefined {
  const selected = selectedInbounds(selection, sidecar);
  if (selected.length === 0) return undefined;
  const admissions = new Map(at);
  return ports.flatMap(({ backend, target }): readonly Entrance[] => {
    const meant = selected.filter(inbound => isTarget(target, inbound));
    if (meant.length === 0) return [];
    const asked = meant.flatMap(({ name }) => admissions.get(name) ?? []);
    return [{ backend, admissions: asked.length < meant.length ? undefined : asked.map(admissionKey) }];
  });
}
