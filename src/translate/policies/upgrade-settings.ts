import type { Upgrades } from '#model';
import type { BackendTrafficPolicy, TrafficPolicy } from '#resources';

type Written = NonNullable<(BackendTrafficPolicy | TrafficPolicy)['spec']['httpUpgrade']>;

/** upgradesOf reads the protocols that connections may be upgraded to. */
export function upgradesOf(written: Written): Upgrades {
  const endsConnect = written.some(({ connect }) => connect?.terminate === true);
  return {
    protocols: written.map(({ type }) => type.toLowerCase()),
    ...(endsConnect ? { endsConnect } : {}),
  };
}
