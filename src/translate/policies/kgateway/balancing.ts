import type { Algorithm, Hashing, HashKey, LoadBalancing } from '#model';
import type { BackendConfigPolicy } from '#resources';
import { given, unlessEmpty } from '../given.ts';

type Written = NonNullable<BackendConfigPolicy['spec']['loadBalancer']>;

/** balancingOf reads how the endpoint of a request is chosen. */
export function balancingOf(written: Written): LoadBalancing | undefined {
  const { leastRequest, roundRobin, zoneAware } = written;
  const slowStart = leastRequest?.slowStart ?? roundRobin?.slowStart;
  const { minEndpointsThreshold = 0, routingEnabled, force } = zoneAware?.preferLocal ?? {};
  return unlessEmpty(
    given({
      algorithm: algorithmOf(written),
      slowStart: slowStart?.window,
      ramp: slowStart && rampOf(slowStart),
      zones: zoneAware && {
        kind: 'local' as const,
        minEndpoints: minEndpointsThreshold,
        ...given({ percent: routingEnabled, force: force?.minEndpointsInZoneThreshold }),
      },
    }),
  );
}

/** rampOf reads how the share of a new endpoint grows. */
export function rampOf(written: { readonly aggression?: number; readonly minWeightPercent?: number }) {
  const { aggression, minWeightPercent: leastPercent } = written;
  return unlessEmpty(given({ aggression, leastPercent }));
}

function algorithmOf({ leastRequest, roundRobin, ringHash, maglev, random }: Written): Algorithm | undefined {
  if (leastRequest !== undefined) return { kind: 'least-request', choices: leastRequest.choiceCount };
  if (roundRobin !== undefined) return { kind: 'round-robin' };
  if (ringHash !== undefined) {
    const { minimumRingSize: minSize, maximumRingSize: maxSize } = ringHash;
    return { kind: 'ring-hash', ...given({ minSize, maxSize }) };
  }
  if (maglev !== undefined) return { kind: 'consistent-hash' };
  return random === undefined ? undefined : { kind: 'random' };
}

type HashPolicy = NonNullable<Written['maglev']>['hashPolicies'][number];

/** hashingOf reads which parts of a request are hashed to choose its endpoint. */
export function hashingOf({ ringHash, maglev }: Written): Hashing | undefined {
  const keys = (ringHash ?? maglev)?.hashPolicies.flatMap(keyOf) ?? [];
  return keys.length === 0 ? undefined : { keys };
}

function keyOf({ header, cookie, sourceIP, terminal }: HashPolicy): readonly HashKey[] {
  const last = terminal ? { isLast: true } : {};
  if (header !== undefined) return [{ kind: 'header', name: header.name.toLowerCase(), ...last }];
  if (cookie !== undefined) {
    const { name, ttl, path } = cookie;
    return [{ kind: 'cookie', name, ...given({ ttl, path }), attributes: attributesOf(cookie), ...last }];
  }
  return sourceIP === undefined ? [] : [{ kind: 'source-ip', ...last }];
}

function attributesOf({ secure, httpOnly, sameSite }: NonNullable<HashPolicy['cookie']>) {
  return [
    ...(secure ? [{ name: 'Secure', value: '' }] : []),
    ...(httpOnly ? [{ name: 'HttpOnly', value: '' }] : []),
    ...(sameSite === undefined ? [] : [{ name: 'SameSite', value: sameSite }]),
  ];
}
