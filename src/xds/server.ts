import type { Clock } from '#lib/clock.ts';
import type { XdsPart, XdsResource, XdsType } from '#lib/xds-resource.ts';

/** ResourceChange: what is known by this key (`XdsResource.key`); `resource` is undefined where it is gone. */
export interface ResourceChange {
  readonly type: XdsType;
  readonly key: string;
  readonly resource: XdsResource | undefined;
}

/**
 * MemberChange says that a set has, or no longer has, the resource of this name. A member may come before its resource.
 * Endpoints are no members: a set has those that its clusters need. A name that comes under another key stands for that
 * resource from then on: a client has it changed, and not replaced.
 */
export interface MemberChange {
  readonly set: string;
  readonly type: XdsType;
  readonly name: string;
  /** What the resource is known by, where that is not the name. */
  readonly key?: string;
  readonly present: boolean;
}

/**
 * OwnChange says what stands under a name in one set alone: whoever has the set gets these bytes under it, others get theirs
 * (an identity of one name, and a key pair for each proxy). Only secrets can be so: nothing else may be told apart by who asks.
 * It makes the name a member of the set; `resource` is undefined where it is gone.
 */
export interface OwnChange {
  readonly set: string;
  readonly name: string;
  readonly resource: XdsResource | undefined;
}

/** XdsChange is one batch: all of it is in force before any stream is looked at. */
export interface XdsChange {
  /**
   * Views that came, are made of other sets, or went (`sets` undefined). Any number of views may share a set: what is in it is
   * kept once. A client of an unknown view waits, and shows in `clients`.
   */
  readonly views?: readonly { readonly view: string; readonly sets: readonly string[] | undefined }[];
  readonly resources?: readonly ResourceChange[];
  readonly members?: readonly MemberChange[];
  readonly own?: readonly OwnChange[];
}

/**
 * Rejection is what Envoy refused: a resource version, or (with `parts`) some parts of a resource. It is in force for all
 * clients of that Envoy version; it is plain data, so that it can be kept over a restart.
 * `lastGood` are the bytes (base64) of the version that was accepted before, which new clients get in its stead; a secret
 * has none here, so that no key is written anywhere.
 */
export interface Rejection {
  readonly type: XdsType;
  readonly name: string;
  readonly key?: string;
  readonly version: string;
  readonly envoyVersion: string;
  readonly message: string;
  readonly origins: readonly string[];
  readonly parts: readonly XdsPart[];
  readonly lastGood?: string;
}

/** Withheld: the parts that the maker of a resource is asked to leave out of it, with Envoy's words for each. */
export interface Withheld {
  readonly type: XdsType;
  readonly key: string;
  readonly parts: ReadonlyMap<string, string>;
}

/** Push is one response, told when it was acknowledged (or rejected). */
export interface Push {
  readonly view: string;
  readonly client: string;
  readonly type: XdsType;
  readonly names: readonly string[];
  readonly removed: readonly string[];
  /** Payload bytes of the response message. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly rejected?: string;
}

/** ClusterLoad is that a client sent something to a cluster: so many requests, or connections, began. */
export interface ClusterLoad {
  readonly cluster: string;
  readonly requests: number;
}

/** LoadReport is to which clusters a client sent something in a span of time that has just ended. */
export interface LoadReport {
  readonly view: string;
  readonly node: string;
  /** ms */
  readonly span: number;
  /** Those that it sent nothing to are not here. */
  readonly loads: readonly ClusterLoad[];
}

/** MembershipReport is how many endpoints a client has of each of its clusters, and how many of them it sends requests to. */
export interface MembershipReport {
  readonly view: string;
  /** By the name that Envoy gives a cluster in statistics, which has `_` for `:`. */
  readonly clusters: ReadonlyMap<string, { readonly total?: number; readonly healthy?: number }>;
}

/** Shown is by what a client says who it is. */
export interface Shown {
  /** What it sent as `authorization`; undefined where it sent nothing, or several. */
  readonly credentials: string | undefined;
  /** URIs in the certificate that it presented, of somebody whom the server trusts; joined by spaces. */
  readonly names?: string | undefined;
}

/** Claim is what a client asks for before it is answered anything. */
export interface Claim extends Shown {
  /** `node.id`, for people. */
  readonly node: string;
  readonly view: string;
}

/** Denial says why a client may not have the view that it asks for: nobody knows who it is, or it is another's. */
export interface Denial {
  readonly kind: 'unauthenticated' | 'forbidden';
  readonly message: string;
}

/** Client is one connected proxy, as `get proxies` shows it. */
export interface Client {
  readonly id: string;
  readonly node: string;
  readonly view: string;
  /** False while its view is unknown: it waits. */
  readonly viewKnown: boolean;
  readonly envoyVersion: string;
  readonly mode: 'delta' | 'state-of-the-world';
  /** Milliseconds since the epoch. */
  readonly connectedAt: number;
  /** True when everything that its view holds was sent and acknowledged. */
  readonly upToDate: boolean;
  /** True when it asked for listeners and acknowledged all of them: an Envoy asks when its first clusters are ready. */
  readonly hasListeners: boolean;
  readonly rejected: readonly { readonly type: XdsType; readonly name: string; readonly message: string }[];
}

export interface XdsServerOptions {
  /** What was rejected before a restart. */
  readonly rejections?: readonly Rejection[];
  /** How long a cluster stays after the last route that used it was acknowledged gone; ms, default 10,000. */
  readonly linger?: number;
  /** How long a route waits for the clusters that it newly needs; ms, default 5,000. */
  readonly patience?: number;
  /** What waits and lingers is measured by. Default: `steadyClock`. */
  readonly clock?: Clock;
  /** The whole list whenever it changed. */
  readonly onRejections?: (rejections: readonly Rejection[]) => void;
  /** Asks for a resource to be made without some parts (empty map: with all of them again). */
  readonly onWithheld?: (withheld: Withheld) => void;
  readonly onPush?: (push: Push) => void;
  /** Told what clients send, where they tell (load reports, on a stream of their own). */
  readonly onLoad?: (report: LoadReport) => void;
  /** Told how the endpoints of their clusters are, where they tell (OpenTelemetry metrics of `membership_…`). */
  readonly onMembership?: (report: MembershipReport) => void;
  /** How often they tell what they send; ms, default 30,000. */
  readonly loadInterval?: number;
  readonly onClients?: () => void;
  /**
   * Says whether a client may have the view that it asks for: undefined, or why not, with which its stream is ended. Until then
   * nothing of it is looked at. Default: everybody may.
   */
  readonly admit?: (claim: Claim) => Promise<Denial | undefined>;
  /** A client of a view came. It is answered when the promise has resolved: what its view alone has may still be made. */
  readonly onArrival?: (view: string) => Promise<void>;
  /** The last client of a view is gone. */
  readonly onDeparture?: (view: string) => void;
  /** Says what is worth telling an operator (a route that did not wait any longer, a client of an unknown view). */
  readonly onNotice?: (message: string) => void;
}

/** XdsTls is what is shown to who connects; PEM. With `clientCa`, clients must present a certificate that it signed. */
export interface XdsTls {
  readonly cert: string;
  readonly key: string;
  readonly clientCa?: string;
}

export interface XdsListenOptions {
  /** `HOST:PORT` (port 0: any) or `unix:PATH`. */
  readonly address: string;
  readonly tls?: XdsTls;
  /**
   * Given by what another certificate is shown, with whom it asks for as `tls` does, to who connects from then on; who is connected
   * stays so. That throws a Fault (`environment`) where it cannot be used.
   */
  readonly renewals?: (renew: (tls: XdsTls) => void) => void;
}

/**
 * XdsServer serves views of encoded resources over ADS, delta and state-of-the-world. It knows neither what the bytes mean
 * nor where they come from.
 */
export interface XdsServer {
  apply(change: XdsChange): void;
  /** No stream is answered before `open`: call it when every source is synced and the graph has settled. */
  open(): void;
  /** Gives the bound address. Rejects with a Fault (`environment`) where it cannot be bound. */
  listen(options: XdsListenOptions): Promise<string>;
  clients(): readonly Client[];
  /** review asks `admit` again about everybody who is connected: what was believed may be so no longer. */
  review(): void;
  close(): Promise<void>;
}
