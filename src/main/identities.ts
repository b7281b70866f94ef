import { encodeIdentity, encodeMeshRoots, identityName, meshRootsName } from '#envoy';
import type { Change, Collection } from '#graph';
import { Authorities, Mint } from '#identity';
import type { Clock } from '#lib/clock.ts';
import type { Identity, MeshAuthority, MeshTrust, ProxyId } from '#model';
import type { State } from '#state';
import type { XdsChange } from '#xds';

/**
 * IdentityCollections are the identities of sidecars (by ProxyId), the authorities that issue their certificates, and other
 * authorities that meshes trust.
 */
export interface IdentityCollections {
  readonly identities: Collection<Identity>;
  readonly authorities: Collection<MeshAuthority>;
  readonly trust: Collection<MeshTrust>;
}

export interface IdentitiesOptions {
  /** ms since the epoch. */
  readonly clock: Clock;
  readonly state: State;
  readonly apply: (change: XdsChange) => void;
  readonly onNotice: (message: string) => void;
}

/** Identities gives connected sidecars their certificates in their meshes, and the roots by which they verify each other. */
export interface Identities {
  /**
   * follow takes what there is now, and all changes; it resolves when the authorities that were there can issue
   * certificates.
   */
  follow(collections: IdentityCollections): Promise<void>;
  /** arrive resolves when the proxies of this view can be given their certificate. */
  arrive(view: string): Promise<void>;
  depart(view: string): void;
  stop(): void;
}

/** createIdentities makes it. Certificates and keys go straight to the streams, and are in no collection of the graph. */
export function createIdentities({ clock, state, apply, onNotice }: IdentitiesOptions): Identities {
  const authorities = new Authorities({
    ...{ clock, state, onNotice },
    onRoots: mesh => {
      const roots = authorities.roots(mesh);
      const resource = roots.length === 0 ? undefined : encodeMeshRoots(mesh, roots);
      apply({ resources: [{ type: 'secret', key: meshRootsName(mesh), resource }] });
    },
    onAuthority: key => mint.authorityChanged(key),
  });
  // The set of a sidecar's own resources bears its proxy id.
  const mint = new Mint({
    ...{ clock, authorities, onNotice },
    hand: ({ proxy: set, mesh, pair }) => {
      const resource = pair && encodeIdentity(mesh, pair);
      const roots = { set, type: 'secret', name: meshRootsName(mesh), present: pair !== undefined } as const;
      apply({ own: [{ set, name: identityName(mesh), resource }], members: [roots] });
    },
  });
  return {
    follow: collections => {
      each(collections.authorities, (key, authority) => authorities.set(key, authority));
      each(collections.trust, (key, trust) => authorities.setTrust(key, trust));
      each(collections.identities, (proxy, identity) => mint.identify(proxy as ProxyId, identity));
      return authorities.settled();
    },
    arrive: view => mint.arrive(view as ProxyId),
    depart: view => mint.leave(view as ProxyId),
    stop: () => {
      mint.stop();
      authorities.stop();
    },
  };
}

function each<V>(collection: Collection<V>, take: (key: string, value: V | undefined) => void): void {
  for (const [key, value] of collection.entries()) take(key, value);
  collection.subscribe((changes: readonly Change<V>[]) => {
    for (const { key, after } of changes) take(key, after);
  });
}
