import { hasEntries } from '#lib/has-entries.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { authorityKey, type Identity, type Sidecar, type SidecarSecurity } from '#model';
import type { Mesh, MeshIdentity } from '#resources';
import { spiffeIdOf } from './spiffe-id.ts';

const day = 24 * 3600_000;
/** How long certificates are valid where nobody says. */
const usualLifetime = { ofMesh: 30 * day, ofIdentity: day } as const;
const serviceTag = 'kuma.io/service';

/** Vouching is the part of a mesh that decides who its sidecars are. */
export interface Vouching {
  /** Absent where nobody wrote it. */
  readonly mesh: Mesh | undefined;
  readonly identities: readonly MeshIdentity[];
  /** The trust domains whose identities are believed. */
  readonly trustDomains: readonly string[];
}

/** Member is a proxy that has an identity in a mesh: the sidecar of a workload, or a gateway at the edge. */
export interface Member extends Pick<Sidecar, 'mesh' | 'name' | 'labels' | 'inbounds' | 'zone'> {
  /** The tags of a gateway; absent for others. */
  readonly gatewayTags?: Readonly<Record<string, string>>;
}

/**
 * securityOf is who a member of a mesh is, and how it is called; undefined where nobody vouches for it. Of several
 * MeshIdentities, the one that selects it by the most labels wins, then the one whose name sorts first. Without any, the
 * backend that `Mesh.mtls` enables vouches for it.
 */
export function securityOf(
  member: Member,
  { mesh, identities, trustDomains }: Vouching,
): SidecarSecurity | undefined {
  const callers = trustDomains.map(domain => `spiffe://${domain}/`);
  const [chosen] = identities.filter(identity => selects(identity, member)).sort(byPrecedence);
  if (chosen !== undefined) {
    const identity = identityOf(chosen, member);
    return identity && { identity, isPermissive: false, callers };
  }
  const { enabledBackend, backends = [] } = mesh?.spec.mtls ?? {};
  const backend = backends.find(({ name }) => name === enabledBackend);
  if (mesh === undefined || backend === undefined) return undefined;
  const identity: Identity = {
    mesh: member.mesh,
    authority: authorityKey(resourceKey(mesh.ref), backend.name),
    names: namesByTags(member),
    lifetime: backend.dpCert?.rotation?.expiration ?? usualLifetime.ofMesh,
  };
  return { identity, isPermissive: backend.mode === 'PERMISSIVE', callers };
}

function identityOf(identity: MeshIdentity, member: Member): Identity | undefined {
  const id = spiffeIdOf(identity, member);
  if ('problem' in id) return undefined;
  const { bundled } = identity.spec.provider ?? {};
  return {
    mesh: member.mesh,
    authority: authorityKey(resourceKey(identity.ref)),
    names: [id.text],
    lifetime: bundled?.certificateParameters?.expiry ?? usualLifetime.ofIdentity,
  };
}

/**
 * selects tells whether a MeshIdentity is for a workload: a selector without labels is for all, and no selector is for none.
 */
export function selects(
  { spec: { selector, provider } }: MeshIdentity,
  { labels }: Pick<Sidecar, 'labels'>,
): boolean {
  if (provider?.type !== 'Bundled' || selector.dataplane === undefined) return false;
  return hasEntries(labels, selector.dataplane.matchLabels ?? {});
}

function byPrecedence(a: MeshIdentity, b: MeshIdentity): number {
  const labels = ({ spec }: MeshIdentity) => Object.keys(spec.selector.dataplane?.matchLabels ?? {}).length;
  return labels(b) - labels(a) || (a.ref.name < b.ref.name ? -1 : 1);
}

/** The names that Kuma derives from the tags of inbounds. A workload without a service goes by its own name. */
function namesByTags({ mesh, name, inbounds, gatewayTags = {} }: Member): string[] {
  const tags = [...inbounds.map(inbound => inbound.tags), gatewayTags].flatMap(one => Object.entries(one));
  const services = new Set(tags.flatMap(([key, value]) => (key === serviceTag ? [value] : [])));
  const ids = services.size === 0 ? [name] : [...services].sort();
  const uris = new Set(tags.map(([key, value]) => `kuma://${key}/${value}`));
  return [...ids.map(service => `spiffe://${mesh}/${service}`), ...[...uris].sort()];
}
