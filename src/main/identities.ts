import { encodeIdentity, encodeMeshRoots, identityName, meshRootsName } from '#envoy';
import type { Change, Collection } from '#graph';
import { Authorities, Mint } from '#identity';
import type { Clock } from '#lib/clock.ts';
import type { Identity, MeshAuthority, MeshTrust, ProxyId } from '#model';
import type { State } from '#state';
import type { XdsChange } from '#xds';

/** IdentityCollections are who sidecars are (by ProxyId), who vouches for them, and what meshes trust beside those. */
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

/** Identities hands sidecars that are connected what they show in their meshes, and by whose word they believe each other. */
export interface Identities {
  /** follow takes what there is now, and what changes; it resolves when authorities that were there can be asked. */
  follow(collections: IdentityCollections): Promise<void>;
  /** arrive resolves when whoever has this view can be given what it shows. */
  arrive(view: string): Promise<void>;
  depart(view: string): void;
  stop(): void;
}

/** createIdentities makes it. What it hands out goes to the streams, and stands in no collection. */
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
  // A sidecar's own part goes by its name: what is of its own stands there.
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
