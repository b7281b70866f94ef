import type { Collection, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type BackendUse, backendKey, type Session, standsAlone, type Transport } from '#model';
import { type BackendReference, isDelegation } from '#resources';
import type {
  BackendGroups,
  BackendKind,
  BackendProblem,
  FallbackRef,
  TranslatedBackends,
} from './backends/index.ts';
import { subsetKey } from './backends/istio/subset-backends.ts';
import type { ReferenceGrants, Referrer } from './reference-grants.ts';

/**
 * BackendSummary is all that a referrer reads of a backend. It leaves out the endpoints, so that a changed endpoint re-runs
 * no route.
 */
export type BackendSummary =
  | {
      readonly kind: 'usable';
      readonly use: BackendUse;
      readonly fallback: boolean;
      /** The only transport that can carry what it is sent; absent where either can. */
      readonly transport?: Transport;
      /** The backend that takes over from it. */
      readonly next?: FallbackRef;
      /** How a client stays with one of its endpoints, where a rule says nothing else. */
      readonly session?: Session;
      readonly empty: boolean;
      /** Why it answers with errors although it is used. */
      readonly problem?: BackendProblem;
    }
  | { readonly kind: 'unusable'; readonly fallback: boolean; readonly problem: BackendProblem }
  | { readonly kind: 'grouped'; readonly groups: BackendGroups };

/** LookedUpKind is a kind of backend, and which objects of it there are. */
export interface LookedUpKind extends Pick<TranslatedBackends, 'absence' | 'portNamed'> {
  readonly kind: BackendKind;
  readonly known: Collection<true>;
}

/** BackendLookup is where references are looked up. */
export interface BackendLookup {
  readonly summaries: Collection<BackendSummary>;
  readonly kinds: readonly LookedUpKind[];
  readonly grants: ReferenceGrants;
  /** What is wrong with objects of which no version could be read, by ResourceKey. */
  readonly unreadable: Collection<readonly Finding[]>;
}

/**
 * RefProblem says what is wrong with a reference.
 * - `untranslatable`: the object exists and may be referred to, but cannot be turned into a backend, and a route that has
 *   nothing else is not accepted either.
 * - `empty`: the backend is fine but has no endpoint: it is used, and answers 503 until it has one.
 * - `invalid`: anything else, including a policy that cannot be met; its share of the traffic is answered with 500.
 */
export interface RefProblem {
  readonly kind: 'invalid' | 'untranslatable' | 'empty';
  readonly reason: string;
  readonly message: string;
  /** The object that is at fault, where it is not the referrer. */
  readonly cause?: ResourceRef;
}

/** refFinding is the finding about it, but for the path of the reference. */
export function refFinding({ kind, reason, message, cause }: RefProblem): Omit<Finding, 'path' | 'ref'> {
  const severity = kind === 'empty' ? 'warning' : 'error';
  return { severity, reason, message, ...(cause === undefined ? {} : { cause }) };
}

export interface ResolvedRef {
  readonly use?: BackendUse;
  /** As in BackendSummary. */
  readonly session?: Session;
  readonly fallback: boolean;
  readonly problem?: RefProblem;
}

/**
 * FoundBackend is a backend without those that take over from it, which `next` leads to; or the groups that it stands for,
 * not yet looked up.
 */
export interface FoundBackend extends ResolvedRef {
  readonly next?: FallbackRef;
  readonly groups?: BackendGroups;
}

/** lookUpBackend finds the backend that a reference names, in the order in which the reasons of the reference table apply. */
export function lookUpBackend(
  ref: BackendReference,
  referrer: Referrer,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport,
  carriesRequests = false,
): FoundBackend {
  const namespace = ref.namespace ?? referrer.namespace;
  const { subset } = ref;
  const object = `${ref.kind} ${namespace}/${ref.name}`;
  const shown = subset === undefined ? object : `subset ${subset} of ${object}`;
  const named = namedBy(ref, lookup.kinds);
  const [written] = named;
  if (written === undefined) {
    const group = ref.group === '' ? 'the core group' : `group ${ref.group}`;
    return invalid(
      'InvalidKind',
      isDelegation(ref)
        ? 'goes on in other routes, which only a rule of an HTTPRoute can'
        : `${ref.kind} of ${group} is not a kind of backend; use ${kindsToUse(lookup.kinds)}`,
    );
  }
  const targetOf = ({ kind: { group, kind, isExported }, known }: LookedUpKind) => {
    const target = { group, kind, zone: localZone, namespace, name: ref.name } as const;
    if (isExported === undefined) return target;
    const seen = { ...target, namespace: referrer.namespace };
    return track.fetch(known, resourceKey(seen)) === undefined ? { ...target, namespace: '' } : seen;
  };
  const stands = (one: LookedUpKind) => {
    const key = resourceKey(targetOf(one));
    return track.fetch(one.known, key) ?? track.fetch(lookup.unreadable, key)?.some(isError) === true;
  };
  const known = named.length === 1 ? written : (named.find(stands) ?? written);
  const target = targetOf(known);
  // A grant counts for an object under any of its names: the written one, or the one under which it exists.
  const permitted =
    known.kind.isExported === true ||
    [target, targetOf(written)].some(to => lookup.grants.permits(track, referrer, to));
  if (!permitted) {
    return invalid('RefNotPermitted', `Backend ref to ${shown} not permitted by any ReferenceGrant`);
  }
  if (track.fetch(known.known, resourceKey(target)) === undefined) {
    const [mistake] = (track.fetch(lookup.unreadable, resourceKey(target)) ?? []).filter(isError);
    if (mistake === undefined) return invalid('BackendNotFound', `${shown} not found`, target);
    const message = `${shown} cannot be used: ${mistake.path} ${mistake.message}`;
    const reason = known.kind.unreadableReason(mistake.path);
    return { fallback: false, problem: { kind: untranslatable(known.kind), reason, message, cause: target } };
  }
  const { portName } = ref;
  const port = portName === undefined ? ref.port : known.portNamed?.(resourceKey(target), portName, track);
  if (portName !== undefined && port === undefined)
    return invalid('PortNotFound', `${shown} has no port called ${portName}`, target);
  if (known.kind.port === 'required' && port === undefined) {
    return invalid('PortNotSpecified', `${shown} needs a port`);
  }
  const key = backendKey(target, known.kind.port === 'required' ? port : undefined, transport);
  const whole = track.fetch(lookup.summaries, key);
  const summary =
    subset === undefined || whole?.kind !== 'usable'
      ? whole
      : track.fetch(lookup.summaries, subsetKey(whole.use.backend, subset));
  if (subset !== undefined && (whole?.kind === 'grouped' || (whole !== undefined && summary === undefined))) {
    const message =
      ref.kind === 'Service'
        ? `${object} has no subset ${subset}: of who serves a Service no labels are known; refer to a Service for each version`
        : `${object} has no subset ${subset}: write it into the DestinationRule about a host of a ServiceEntry`;
    return invalid('BackendNotFound', message, target);
  }
  if (summary === undefined) {
    const absence = known.absence?.(resourceKey(target), track);
    return absence === undefined
      ? invalid(
          'PortNotFound',
          `${shown} has no ${transport === 'udp' ? 'UDP ' : ''}port ${port ?? ''}`.trim(),
        )
      : { fallback: false, problem: unusable(shown, absence, target, untranslatable(known.kind)) };
  }
  if (summary.kind === 'grouped') return { fallback: false, groups: summary.groups };
  const { fallback } = summary;
  if (summary.kind === 'unusable') {
    return { fallback, problem: unusable(shown, summary.problem, target, untranslatable(known.kind)) };
  }
  if (summary.transport !== undefined && summary.transport !== transport) {
    const message = `${shown} is reached over ${summary.transport.toUpperCase()}; ${transport.toUpperCase()} cannot carry what it is sent`;
    return invalid('UnsupportedProtocol', message, target);
  }
  const { use, empty, next, session } = summary;
  if (standsAlone(use) && !carriesRequests) {
    const what =
      use.lambda !== undefined
        ? 'is a function, called by requests'
        : use.hosted !== undefined
          ? 'is a service of a cloud, which requests show who calls'
          : 'goes where each request says';
    return invalid(
      'UnsupportedValue',
      `${shown} ${what}; only an HTTPRoute or a GRPCRoute has requests for it`,
      target,
    );
  }
  const found = {
    use,
    fallback,
    ...(next === undefined ? {} : { next }),
    ...(session === undefined ? {} : { session }),
  };
  if (summary.problem !== undefined) {
    return { ...found, problem: unusable(shown, summary.problem, target, 'invalid') };
  }
  if (!empty) return found;
  const problem = {
    kind: 'empty',
    reason: 'EndpointsNotFound',
    message: `${shown} has no ready endpoint`,
  } as const;
  return { ...found, problem };
}

type Name = Pick<BackendKind, 'group' | 'kind'>;

function isCalled(a: Name, b: Name): boolean {
  return a.group === b.group && a.kind === b.kind;
}

/** The kinds under which the referenced object may exist, the written kind first. */
function namedBy(ref: Name, kinds: readonly LookedUpKind[]): readonly LookedUpKind[] {
  const written = kinds.find(({ kind }) => isCalled(kind, ref));
  if (written === undefined) return [];
  const { otherNames = [] } = written.kind;
  return [written, ...otherNames.flatMap(name => kinds.find(({ kind }) => isCalled(kind, name)) ?? [])];
}

/** Of a kind with several names, only the first is listed. */
function kindsToUse(kinds: readonly LookedUpKind[]): string {
  const first = kinds.filter(
    ({ kind: { otherNames = [] } }, i) =>
      !kinds.slice(0, i).some(({ kind }) => otherNames.some(name => isCalled(name, kind))),
  );
  return first
    .map(({ kind: { group, kind } }) => (group === '' ? kind : `${kind} of group ${group}`))
    .join(' or ');
}

function untranslatable({ takesRouteAlong }: BackendKind): RefProblem['kind'] {
  return takesRouteAlong ? 'untranslatable' : 'invalid';
}

function unusable(
  shown: string,
  { reason, message, cause }: BackendProblem,
  target: ResourceRef,
  kind: RefProblem['kind'],
): RefProblem {
  return { kind, reason, message: `${shown} cannot be used: ${message}`, cause: cause ?? target };
}

function invalid(reason: string, message: string, cause?: ResourceRef): ResolvedRef {
  const why = { kind: 'invalid', reason, message } as const;
  return { fallback: false, problem: cause === undefined ? why : { ...why, cause } };
}
