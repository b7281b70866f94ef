import { eachUse, type UpstreamProtocol } from '#model';
import type { ResolveRef } from './route-kind.ts';

/** spokenIn looks references up for a kind of route that speaks to all backends in one protocol. */
export function spokenIn(protocol: UpstreamProtocol, resolve: ResolveRef): ResolveRef {
  return ref => {
    const resolved = resolve(ref);
    return resolved.use === undefined ? resolved : { ...resolved, use: eachUse(resolved.use, { protocol }) };
  };
}
