import type { Tracker } from '#graph';
import type { BackendUse, Transport } from '#model';
import type { BackendObjectReference } from '#resources';
import { type BackendLookup, lookUpBackend, type RefProblem, type ResolvedRef } from './backend-lookup.ts';
import type { FallbackRef } from './backends/index.ts';
import type { Referrer } from './reference-grants.ts';

export type { BackendLookup, RefProblem, ResolvedRef };

/**
 * resolveBackendRef finds the backend that a reference names, and who takes over from it. `carriesRequests` says that what is
 * sent there names a host, which a backend may go by.
 */
export function resolveBackendRef(
  ref: BackendObjectReference,
  referrer: Referrer,
  lookup: BackendLookup,
  track: Tracker,
  transport: Transport = 'tcp',
  carriesRequests = false,
): ResolvedRef {
  const { next, ...found } = lookUpBackend(ref, referrer, lookup, track, transport, carriesRequests);
  if (next === undefined || found.use === undefined) return found;
  const { uses } = fallbackChain(found.use, next, lookup, track, transport);
  return uses.length === 0 ? found : { ...found, use: { ...found.use, failover: uses } };
}

/** FallbackChain is who takes over from a backend, one after the other, and why there are not more of them. */
export interface FallbackChain {
  readonly uses: readonly BackendUse[];
  /** What is wrong with the backend's own fallback. */
  readonly problem?: RefProblem;
  /** It ends with the backend that it began with. */
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
    const found = lookUpBackend(next.ref, next.referrer, lookup, track, transport);
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
