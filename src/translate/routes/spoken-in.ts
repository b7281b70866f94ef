import { eachUse, type UpstreamProtocol } from '#model';
import type { ResolveRef } from './route-kind.ts';

/** spokenIn resolves references for a kind of route that uses one protocol with all backends. */
export function spokenIn(protocol: UpstreamProtocol, resolve: ResolveRef): ResolveRef {
  return ref => {
    const resolved = resolve(ref);
    return resolved.use === undefined ? resolved : { ...resolved, use: eachUse(resolved.use, { protocol }) };
  };
}
