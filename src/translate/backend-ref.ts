import type { Tracker } from '#graph';
import type { BackendUse, Transport } from '#model';
import type { BackendReference } from '#resources';
import { resolveGroups } from './backend-groups.ts';
import {
  type BackendLookup,
  type FoundBackend,
  lookUpBackend,
  type RefProblem,
  type ResolvedRef,
} from './backend-lookup.ts';
import type { FallbackRef } from './backends/index.ts';
import type { Referrer } from './reference-grants.ts';

export type { BackendLookup, RefProblem, ResolvedRef };

/**
 * resolveBackendRef finds the backend that a reference names, and those that take over from it. `carriesRequests` says that
 * requests are sent there: they name a host, which a backend may go by.
 */
export function resolveBackendRef(
  ref: BackendReference,
  referrer: Referrer,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport = 'tcp',
  carriesRequests = false,
): ResolvedRef {
  const { next, ...found } = lookUp(ref, referrer, lookup, track, transport, carriesRequests);
  if (next === undefined || found.use === undefined) return found;
  const { uses } = fallbackChain(found.use, next, lookup, track, transport);
  return uses.length === 0 ? found : { ...found, use: { ...found.use, failover: uses } };
}

/** lookUp finds a backend, or what the groups that it stands for come to. */
function lookUp(
  ref: BackendReference,
  referrer: Referrer,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport,
  carriesRequests: boolean,
): FoundBackend {
  const found = lookUpBackend(ref, referrer, lookup, track, transport, carriesRequests);
  if (found.groups === undefined) return found;
  const { use, problems } = resolveGroups(found.groups, lookup, track, transport, carriesRequests);
  if (use !== undefined) return { use, fallback: false };
  const [first] = problems;
  if (first === undefined) return { fallback: false };
  const { by } = found.groups;
  const message = `${by.kind} ${by.namespace}/${by.name} cannot be used: nobody of its groups can; ${first.at}: ${first.problem.message}`;
  return { fallback: false, problem: { ...first.problem, message, cause: by } };
}

/** FallbackChain is the backends that take over from a backend, one after the other, and why there are no more. */
export interface FallbackChain {
  readonly uses: readonly BackendUse[];
  /** What is wrong with the backend's own fallback. */
  readonly problem?: RefProblem;
  /** It leads back to the backend that it began with. */
  readonly isCircular: boolean;
}

/** fallbackChain follows `fallback.backendRef` from backend to backend, until there is none or one comes up again. */
export function fallbackChain(
  start: BackendUse,
  fallback: FallbackRef | undefined,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport,
): FallbackChain {
  const uses: BackendUse[] = [];
  let problem: RefProblem | undefined;
  for (let next = fallback; next !== undefined; ) {
    const found = lookUp(next.ref, next.referrer, lookup, track, transport, false);
    if (next === fallback) problem = found.problem;
    const { use } = found;
    if (use === undefined) break;
    if (use.backend === start.backend) return { uses, isCircular: true };
    if (uses.some(({ backend }) => backend === use.backend)) break;
    uses.push(use);
    next = found.next;
  }
  return { uses, isCircular: false, ...(problem === undefined ? {} : { problem }) };
}
