import { hasEntries } from '#lib/has-entries.ts';
import type { Inbound, Sidecar } from '#model';
import type { TargetRef } from '#resources';

/** NamedProxies is the part of an item, or of a policy, that says which proxies it is about. */
export interface NamedProxies {
  readonly mesh: string;
  readonly namespace?: string;
  readonly proxies: TargetRef;
}

/** ProxyType tells sidecars from gateways that somebody else runs beside a sidecar. */
export type ProxyType = 'Sidecar' | 'Gateway';

/** MatchedProxy is the part of a sidecar that decides which policies are about it. */
export type MatchedProxy = Pick<Sidecar, 'mesh' | 'name' | 'labels'> & {
  readonly type: ProxyType;
  readonly inbounds: readonly Pick<Inbound, 'name' | 'port' | 'tags'>[];
};

/**
 * isMeshWide tells whether a policy is about every proxy of its type. For such a policy nothing is kept for each proxy; the
 * others put the proxies that they match into a class.
 */
export function isMeshWide({ proxies: { kind } }: NamedProxies): boolean {
  return kind === 'Mesh';
}

/** isForAllAlike tells whether an item is about every proxy of its type, and says the same to each. */
export function isForAllAlike(item: NamedProxies & { readonly asks?: readonly string[] }): boolean {
  return isMeshWide(item) && item.asks === undefined;
}

/** isOfType tells whether a policy's `proxyTypes` include this type. */
export function isOfType({ proxies: { proxyTypes } }: NamedProxies, type: ProxyType): boolean {
  return proxyTypes?.includes(type) ?? true;
}

/** matchedInbounds are the inbounds of a proxy that a policy is about; undefined where it is not about the proxy at all. */
export function matchedInbounds<P extends MatchedProxy>(
  named: NamedProxies,
  proxy: P,
): P['inbounds'] | undefined {
  if (named.mesh !== proxy.mesh || !isOfType(named, proxy.type)) return undefined;
  const { proxies } = named;
  switch (proxies.kind) {
    case 'Mesh':
      return proxy.inbounds;
    case 'Dataplane':
      return isDataplane(named, proxy) ? ofSection(proxies.sectionName, proxy) : undefined;
    case 'MeshSubset':
      return tagged(proxies.tags ?? {}, proxy);
    case 'MeshService':
      return tagged({ [serviceTag]: proxies.name ?? '' }, proxy);
    case 'MeshServiceSubset':
      return tagged({ ...proxies.tags, [serviceTag]: proxies.name ?? '' }, proxy);
    // There are no MeshGateways here, and the other kinds name no proxies.
    case 'MeshGateway':
    case 'MeshHTTPRoute':
    case 'MeshExternalService':
    case 'MeshMultiZoneService':
      return undefined;
  }
}

const serviceTag = 'kuma.io/service';
const namespaceLabel = 'k8s.kuma.io/namespace';

function isDataplane({ proxies, namespace }: NamedProxies, { name, labels }: MatchedProxy): boolean {
  const { labels: wanted = {}, namespace: written = namespace } = proxies;
  if (proxies.name === undefined) return hasEntries(labels, wanted);
  const isHere = written === undefined || labels[namespaceLabel] === written;
  return isHere && proxies.name === (labels['kuma.io/display-name'] ?? name);
}

function ofSection<P extends MatchedProxy>(
  section: string | undefined,
  { inbounds }: P,
): P['inbounds'] | undefined {
  if (section === undefined) return inbounds;
  const found = inbounds.filter(({ name, port }) => name === section || String(port) === section);
  return found.length === 0 ? undefined : found;
}

function tagged<P extends MatchedProxy>(
  tags: Readonly<Record<string, string>>,
  { inbounds }: P,
): P['inbounds'] | undefined {
  const found = inbounds.filter(inbound =>
    Object.entries(tags).every(([tag, value]) =>
      value === '*' ? inbound.tags[tag] !== undefined : inbound.tags[tag] === value,
    ),
  );
  return found.length === 0 ? undefined : found;
}
