import type { Collection, Graph, Tracker } from '#graph';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { type ProxyId, proxyId, proxyIdentity } from '#model';
import type { Gateway, ListenerSet } from '#resources';
import { findConflicts, type HolderConflicts } from './listener-conflict.ts';
import { byPrecedence } from './listener-holder.ts';
import { gatewayClassKey } from './ownership.ts';

/** SharedProxy is the proxy that all Gateways of a class share, as one of them sees it. */
export interface SharedProxy {
  readonly id: ProxyId;
  /**
   * Conflicts of its listeners, with each other and with those of older Gateways: of the Gateway's own, then of each
   * ListenerSet's.
   */
  readonly conflicts: readonly HolderConflicts[];
  /** It names other addresses than the oldest Gateway, and all of them listen at the oldest's. */
  readonly isElsewhere: boolean;
}

/** SharingInputs are the Gateways, and what says which of them share. */
export interface SharingInputs {
  readonly gateways: Collection<Gateway>;
  /** Classes whose Gateways share a proxy, by ResourceKey. */
  readonly merging: Collection<true>;
  readonly foreign: Collection<true>;
  /** The ListenerSets that may add to a gateway's listeners, in order of precedence. */
  readonly setsOf: (gateway: Gateway, key: ResourceKey, track: Tracker) => readonly ListenerSet[];
}

/** shareProxies finds the shared proxy of each Gateway, by its ResourceKey; Gateways with a proxy of their own have none. */
export function shareProxies(
  graph: Graph,
  { gateways, merging, foreign, setsOf }: SharingInputs,
): Collection<SharedProxy> {
  const sharing = graph.map<Gateway, Gateway>(
    'translate/sharing-gateways',
    gateways,
    (gateway, key, track) => {
      const isMerging = track.fetch(merging, classOf(gateway)) !== undefined;
      return isMerging && track.fetch(foreign, key) === undefined ? gateway : undefined;
    },
  );
  const byClass = graph.index('translate/sharing-gateways-by-class', sharing, gateway => [classOf(gateway)]);
  const shared = graph.group<Gateway, ReadonlyMap<ResourceKey, SharedProxy>>(
    'translate/shared-by-class',
    byClass,
    (_, members, track) => {
      const sorted = [...members].sort(byPrecedence);
      const addresses = addressesOf(sorted[0]);
      const all = sorted.map(gateway => {
        const key = resourceKey(gateway.ref);
        const isElsewhere = addressesOf(gateway) !== addresses;
        return { key, gateway, holders: [gateway, ...setsOf(gateway, key, track)], isElsewhere };
      });
      // A Gateway that is not served takes nothing from others.
      const holders = all.flatMap(one => (one.isElsewhere ? [] : one.holders));
      const conflicts = new Map(findConflicts(holders, 'proxy').map((found, i) => [holders[i], found]));
      return new Map(
        all.map(({ key, gateway, holders, isElsewhere }) => [
          key,
          {
            id: proxyId({ kind: 'gateway-class', name: gateway.spec.gatewayClassName }),
            conflicts: holders.map(holder => conflicts.get(holder) ?? []),
            isElsewhere,
          },
        ]),
      );
    },
  );
  return graph.derive<ReadonlyMap<ResourceKey, SharedProxy>, SharedProxy>(
    'translate/shared-proxies',
    shared,
    byGateway => byGateway,
  );
}

/** isShared tells whether a proxy may be that of several Gateways. */
export function isShared(proxy: ProxyId): boolean {
  return proxyIdentity(proxy)?.kind === 'gateway-class';
}

function classOf({ spec }: Gateway): ResourceKey {
  return gatewayClassKey(spec.gatewayClassName);
}

function addressesOf(gateway: Gateway | undefined): string {
  const named = gateway?.spec.addresses.flatMap(({ value }) => value ?? []) ?? [];
  return named.sort().join(' ');
}
