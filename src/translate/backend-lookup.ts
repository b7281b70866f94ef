import type { Collection, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type BackendUse, backendKey, type Session, type Transport } from '#model';
import type { BackendObjectReference } from '#resources';
import type { BackendKind, BackendProblem, FallbackRef } from './backends/index.ts';
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
      /** What it is reached by, where nothing else can carry what it is sent. */
      readonly transport?: Transport;
      /** Who takes over from it. */
      readonly next?: FallbackRef;
      /** With which of its endpoints a client stays, where a rule says nothing else. */
      readonly session?: Session;
      readonly empty: boolean;
      /** Why it answers with errors although it is used. */
      readonly problem?: BackendProblem;
    }
  | { readonly kind: 'unusable'; readonly fallback: boolean; readonly problem: BackendProblem };

/** BackendLookup is where references are looked up. */
export interface BackendLookup {
  readonly summaries: Collection<BackendSummary>;
  readonly kinds: readonly { readonly kind: BackendKind; readonly known: Collection<true> }[];
  readonly grants: ReferenceGrants;
  /** What is wrong with objects of which no version could be read, by ResourceKey. */
  readonly unreadable: Collection<readonly Finding[]>;
}

/**
 * RefProblem says what is wrong with a reference.
 * - `untranslatable`: the object exists and may be referred to, but cannot be turned into a backend.
 * - `empty`: the backend is fine and has no endpoint: it is used, and answers 503 until it has one.
 * - `invalid`: anything else, a policy that nobody can meet among it; its share of the traffic is answered with 500.
 */
export interface RefProblem {
  readonly kind: 'invalid' | 'untranslatable' | 'empty';
  readonly reason: string;
  readonly message: string;
  /** The object that is to be mended, where that is another than the referrer. */
  readonly cause?: ResourceRef;
}

export interface ResolvedRef {
  readonly use?: BackendUse;
  /** As in BackendSummary. */
  readonly session?: Session;
  readonly fallback: boolean;
  readonly problem?: RefProblem;
}

/** FoundBackend is a backend without who takes over from it, which `next` names. */
export interface FoundBackend extends ResolvedRef {
  readonly next?: FallbackRef;
}

/** lookUpBackend finds the backend that a reference names, in the order in which the reasons of the reference table apply. */
export function lookUpBackend(
  ref: BackendObjectReference,
  referrer: Referrer,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport,
  carriesRequests = false,
): FoundBackend {
  const namespace = ref.namespace ?? referrer.namespace;
  const shown = `${ref.kind} ${namespace}/${ref.name}`;
  const known = lookup.kinds.find(({ kind }) => kind.group === ref.group && kind.kind === ref.kind);
  if (known === undefined) {
    const kinds = lookup.kinds.map(({ kind }) =>
      kind.group === '' ? kind.kind : `${kind.kind} of group ${kind.group}`,
    );
    const group = ref.group === '' ? 'the core group' : `group ${ref.group}`;
    return invalid('InvalidKind', `${ref.kind} of ${group} is no kind of backend; use ${kinds.join(' or ')}`);
  }
  const { group, kind } = ref;
  if (!lookup.grants.permits(track, referrer, { group, kind, namespace, name: ref.name })) {
    return invalid('RefNotPermitted', `Backend ref to ${shown} not permitted by any ReferenceGrant`);
  }
  const target = { group, kind, zone: localZone, namespace, name: ref.name };
  if (track.fetch(known.known, resourceKey(target)) === undefined) {
    const [mistake] = (track.fetch(lookup.unreadable, resourceKey(target)) ?? []).filter(isError);
    if (mistake === undefined) return invalid('BackendNotFound', `${shown} not found`, target);
    const message = `${shown} cannot be used: ${mistake.path} ${mistake.message}`;
    const reason = known.kind.unreadableReason(mistake.path);
    return { fallback: false, problem: { kind: 'untranslatable', reason, message, cause: target } };
  }
  if (known.kind.port === 'required' && ref.port === undefined) {
    return invalid('PortNotSpecified', `${shown} needs a port`);
  }
  const key = backendKey(target, known.kind.port === 'required' ? ref.port : undefined, transport);
  const summary = track.fetch(lookup.summaries, key);
  if (summary === undefined)
    return invalid(
      'PortNotFound',
      `${shown} has no ${transport === 'udp' ? 'UDP ' : ''}port ${ref.port ?? ''}`.trim(),
    );
  const { fallback } = summary;
  if (summary.kind === 'unusable') return { fallback, problem: unusable(shown, summary.problem, target) };
  if (summary.transport !== undefined && summary.transport !== transport) {
    const message = `${shown} is reached over ${summary.transport.toUpperCase()}; ${transport.toUpperCase()} cannot carry what it is sent`;
    return invalid('UnsupportedProtocol', message, target);
  }
  const { use, empty, next, session } = summary;
  if (use.byRequest !== undefined && !carriesRequests) {
    return invalid(
      'UnsupportedValue',
      `${shown} goes where each request says; only an HTTPRoute or a GRPCRoute has requests for it`,
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
    return { ...found, problem: { ...unusable(shown, summary.problem, target), kind: 'invalid' } };
  }
  if (!empty) return found;
  const problem = {
    kind: 'empty',
    reason: 'EndpointsNotFound',
    message: `${shown} has no ready endpoint`,
  } as const;
  return { ...found, problem };
}

function unusable(
  shown: string,
  { reason, message, cause }: BackendProblem,
  target: ResourceRef,
): RefProblem {
  const why = `${shown} cannot be used: ${message}`;
  return { kind: 'untranslatable', reason, message: why, cause: cause ?? target };
}

function invalid(reason: string, message: string, cause?: ResourceRef): ResolvedRef {
  const why = { kind: 'invalid', reason, message } as const;
  return { fallback: false, problem: cause === undefined ? why : { ...why, cause } };
}
