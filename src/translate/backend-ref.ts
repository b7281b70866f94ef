import type { Collection, Tracker } from '#graph';
import { type Finding, isError } from '#lib/finding.ts';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import { type BackendUse, backendKey } from '#model';
import type { BackendObjectReference } from '#resources';
import type { BackendKind, BackendProblem } from './backends/index.ts';
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
      readonly empty: boolean;
      /** Why it answers with errors although it is used. */
      readonly problem?: BackendProblem;
    }
  | { readonly kind: 'unusable'; readonly problem: BackendProblem };

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
 * - `invalid`: anything else; its share of the traffic is answered with 500.
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
  readonly fallback: boolean;
  readonly problem?: RefProblem;
}

/** resolveBackendRef finds the backend that a reference names, in the order in which the reasons of the reference table apply. */
export function resolveBackendRef(
  ref: BackendObjectReference,
  referrer: Referrer,
  lookup: BackendLookup,
  track: Tracker,
): ResolvedRef {
  const namespace = ref.namespace ?? referrer.namespace;
  const shown = `${ref.kind} ${namespace}/${ref.name}`;
  const found = lookup.kinds.find(({ kind }) => kind.group === ref.group && kind.kind === ref.kind);
  if (found === undefined) {
    const known = lookup.kinds.map(({ kind }) =>
      kind.group === '' ? kind.kind : `${kind.kind} of group ${kind.group}`,
    );
    const group = ref.group === '' ? 'the core group' : `group ${ref.group}`;
    return invalid('InvalidKind', `${ref.kind} of ${group} is no kind of backend; use ${known.join(' or ')}`);
  }
  const { group, kind } = ref;
  if (!lookup.grants.permits(track, referrer, { group, kind, namespace, name: ref.name })) {
    return invalid('RefNotPermitted', `Backend ref to ${shown} not permitted by any ReferenceGrant`);
  }
  const target = { group, kind, zone: localZone, namespace, name: ref.name };
  if (track.fetch(found.known, resourceKey(target)) === undefined) {
    const [mistake] = (track.fetch(lookup.unreadable, resourceKey(target)) ?? []).filter(isError);
    if (mistake === undefined) return invalid('BackendNotFound', `${shown} not found`, target);
    const message = `${shown} cannot be used: ${mistake.path} ${mistake.message}`;
    const reason = found.kind.unreadableReason(mistake.path);
    return { fallback: false, problem: { kind: 'untranslatable', reason, message, cause: target } };
  }
  if (found.kind.port === 'required' && ref.port === undefined) {
    return invalid('PortNotSpecified', `${shown} needs a port`);
  }
  const key = backendKey(target, found.kind.port === 'required' ? ref.port : undefined);
  const summary = track.fetch(lookup.summaries, key);
  if (summary === undefined) return invalid('PortNotFound', `${shown} has no port ${ref.port ?? ''}`.trim());
  if (summary.kind === 'unusable')
    return { fallback: false, problem: unusable(shown, summary.problem, target) };
  const { use, fallback, empty } = summary;
  if (summary.problem !== undefined)
    return { use, fallback, problem: unusable(shown, summary.problem, target) };
  if (!empty) return { use, fallback };
  const problem = {
    kind: 'empty',
    reason: 'EndpointsNotFound',
    message: `${shown} has no ready endpoint`,
  } as const;
  return { use, fallback, problem };
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
