import type { Collection, Graph, Tracker } from '#graph';
import { localZone } from '#lib/resource-ref.ts';
import { type Inbound, isHttpProtocol, type ServiceProtocol, type Sidecar } from '#model';
import type { AddressPolicy } from '../address-policy.ts';
import { zoneLabel, zoneName } from '../mesh/labels.ts';
import { serviceTag } from '../mesh/sidecar.ts';
import { callersMeanings, isForAnybody } from './caller-meanings.ts';
import { meshPolicyKinds } from './index.ts';
import { itemCallers } from './item-callers.ts';
import { isMeshWide, isOfType } from './match-proxy.ts';
import type { Collectors } from './mesh-collector.ts';
import type { PlaceMeaning, PlaceTraits } from './mesh-policy-kind.ts';
import { permissionAt } from './permission-at.ts';
import { placeMeaning } from './place-meaning.ts';
import { inOrder, isOfPlaces, type PolicyItem } from './policy-item.ts';
import type { ProxyClasses } from './proxy-classes.ts';

/** inboundKey is the key of an inbound of a sidecar. */
export function inboundKey(sidecar: string, inbound: string): string {
  return [sidecar, inbound].join('\n');
}

/** ItemsAtInbounds finds the items that apply at an inbound of a sidecar, in order. */
export type ItemsAtInbounds = (
  sidecar: Sidecar,
  key: string,
  track: Tracker,
) => (inbound: string) => readonly PolicyItem[];

/** itemsAtInbounds makes an ItemsAtInbounds from items about the whole mesh and those about the sidecar. */
export function itemsAtInbounds(
  graph: Graph,
  items: Collection<PolicyItem>,
  { matches }: ProxyClasses,
): ItemsAtInbounds {
  const inbound = graph.view<PolicyItem, PolicyItem>('translate/items-for-all-inbounds', items, item =>
    isMeshWide(item) && isOfType(item, 'Sidecar') && isHeld(item) ? item : undefined,
  );
  const byMesh = graph.index('translate/inbound-items-by-mesh', inbound, ({ mesh }) => [mesh]);
  return (sidecar, key, track) => {
    const wide = track.fetchAll(byMesh, sidecar.mesh);
    const narrow = track.fetchAll(matches, key).filter(({ item }) => isHeld(item));
    return name =>
      inOrder([...wide, ...narrow.flatMap(({ item, inbounds }) => (inbounds.includes(name) ? [item] : []))]);
  };
}

/** inboundMeanings derives what holds at each inbound of sidecars, by `inboundKey`: how it is served, and who may call. */
export function inboundMeanings(
  graph: Graph,
  itemsAt: ItemsAtInbounds,
  sidecars: Collection<Sidecar>,
  { addresses, collectors }: { readonly addresses: AddressPolicy; readonly collectors: Collectors },
): Collection<PlaceMeaning> {
  return graph.derive<Sidecar, PlaceMeaning>(
    'translate/meanings-at-inbounds',
    sidecars,
    (sidecar, key, track) => {
      const itemsOf = itemsAt(sidecar, key, track);
      return sidecar.inbounds.map(one => {
        const held = itemsOf(one.name);
        const collector = collectors.of(sidecar.mesh, track);
        const traits = { ...traitsOf(sidecar, one), addresses, collector };
        const ofCallers =
          sidecar.security !== undefined && isHttpProtocol(one.protocol) ? callersMeanings(held, traits) : [];
        const meaning = {
          ...placeMeaning(held.filter(isForAnybody), traits),
          ...(ofCallers.length === 0 ? {} : { ofCallers }),
        };
        return [inboundKey(key, one.name), permitted(meaning, held, sidecar, one.protocol)];
      });
    },
  );
}

function traitsOf({ mesh, name: proxy, labels }: Sidecar, { protocol, tags }: Inbound): PlaceTraits {
  const service = tags[serviceTag] ?? proxy;
  const told = { mesh, zone: labels[zoneLabel] ?? zoneName(localZone), destination: service, service };
  return { direction: 'inbound', protocol, tags, told };
}

/** An item about some callers alone does not apply where its kind cannot tell callers apart. */
function isHeld(item: PolicyItem): boolean {
  if (isOfPlaces(item)) return true;
  return item.subject.kind === 'inbound' && (tellingCallers.has(item.id) || itemCallers(item).length === 0);
}

const tellingCallers: ReadonlySet<string> = new Set([
  ...meshPolicyKinds.filter(kind => kind.tellsCallersApart !== undefined).map(({ id }) => id),
  'kuma/MeshTrafficPermission',
]);

/** Where nobody vouches for the sidecar, callers cannot be told apart, and permissions do not apply. */
function permitted(
  meaning: PlaceMeaning,
  items: readonly PolicyItem[],
  { mesh, security }: Sidecar,
  protocol: ServiceProtocol,
): PlaceMeaning {
  if (security === undefined) return meaning;
  const { isPermissive = security.isPermissive } = meaning.mutualTls ?? {};
  if (isHttpProtocol(protocol)) {
    const authorization = permissionAt(items, mesh, isPermissive);
    const ofCallers = meaning.ofCallers?.map(one => ({ ...one, route: { ...one.route, authorization } }));
    return { ...meaning, route: { ...meaning.route, authorization }, ...(ofCallers && { ofCallers }) };
  }
  // Connections in plain text have a filter chain of their own, without authorization.
  const authorization = permissionAt(items, mesh, false);
  return { ...meaning, listener: { ...meaning.listener, authorization } };
}
