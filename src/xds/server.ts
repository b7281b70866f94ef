import type { Clock } from '#lib/clock.ts';
import type { XdsPart, XdsResource, XdsType } from '#lib/xds-resource.ts';

/** ResourceChange says which resource has this key (`XdsResource.key`) now; `resource` is undefined where it is gone. */
export interface ResourceChange {
  readonly type: XdsType;
  readonly key: string;
  readonly resource: XdsResource | undefined;
}

/**
 * MemberChange says that a set has, or no longer has, the resource of this name. A member may come before its resource.
 * Endpoints are no members: a set has those that its clusters need. A name that comes under another key stands for that
 * resource from then on: to a client the resource has changed, rather than gone and come.
 */
export interface MemberChange {
  readonly set: string;
  readonly type: XdsType;
  readonly name: string;
  /** The key of the resource, where it is not the name. */
  readonly key?: string;
  readonly present: boolean;
}

/**
 * OwnChange says what stands under a name in one set alone: whoever has the set gets these bytes under the name, others get
 * theirs (an identity has one name, but a key pair for each proxy). Only secrets can be a set's own: no other type may depend
 * on who asks. It makes the name a member of the set; `resource` is undefined where it is gone.
 */
export interface OwnChange {
  readonly set: string;
  readonly name: string;
  readonly resource: XdsResource | undefined;
}

/** XdsChange is one batch: all of it is in force before any stream is looked at. */
export interface XdsChange {
  /**
   * Views that came, consist of other sets now, or went (`sets` undefined). Any number of views may share a set: its contents
   * are kept once. A client of an unknown view waits, and shows in `clients`.
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

/** Push is one response, reported once it was acknowledged (or rejected). */
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

/** ClusterLoad is how much a client sent to one cluster: so many requests, or connections, began. */
export interface ClusterLoad {
  readonly cluster: string;
  readonly requests: number;
}

/** LoadReport lists the clusters to which a client sent something in a span of time that has just ended. */
export interface LoadReport {
  readonly view: string;
  readonly node: string;
  /** ms */
  readonly span: number;
  /** Clusters to which it sent nothing are left out. */
  readonly loads: readonly ClusterLoad[];
}

/** MembershipReport counts, for each cluster of a client, its endpoints and those among them that requests go to. */
export interface MembershipReport {
  readonly view: string;
  /** By the name that Envoy gives a cluster in statistics, which has `_` for `:`. */
  readonly clusters: ReadonlyMap<string, { readonly total?: number; readonly healthy?: number }>;
}

/** Shown is what a client identifies itself by. */
export interface Shown {
  /** What it sent as `authorization`; undefined where it sent nothing, or several. */
  readonly credentials: string | undefined;
  /** URIs in the client certificate that it presented and that the server trusts; joined by spaces. */
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
  /** The clock for `linger` and `patience`. Default: `steadyClock`. */
  readonly clock?: Clock;
  /** The whole list whenever it changed. */
  readonly onRejections?: (rejections: readonly Rejection[]) => void;
  /** Asks for a resource to be made without some parts (empty map: with all of them again). */
  readonly onWithheld?: (withheld: Withheld) => void;
  readonly onPush?: (push: Push) => void;
  /** Called with what clients sent, where they report it (load reports, on a stream of their own). */
  readonly onLoad?: (report: LoadReport) => void;
  /** Called with the endpoint counts of clients' clusters, where they report them (OpenTelemetry metrics of `membership_…`). */
  readonly onMembership?: (report: MembershipReport) => void;
  /** How often clients report what they send; ms, default 30,000. */
  readonly loadInterval?: number;
  readonly onClients?: () => void;
  /**
   * Says whether a client may have the view that it asks for: undefined, or the denial with which its stream ends. Until then
   * its requests are kept and not looked at. Default: everybody may.
   */
  readonly admit?: (claim: Claim) => Promise<Denial | undefined>;
  /** A client of a view came. It is answered once the promise resolves: until then, what its view alone has may be made. */
  readonly onArrival?: (view: string) => Promise<void>;
  /** The last client of a view is gone. */
  readonly onDeparture?: (view: string) => void;
  /** Says what is worth telling an operator (a route that did not wait any longer, a client of an unknown view). */
  readonly onNotice?: (message: string) => void;
}

/** XdsTls is the server's certificate and key, in PEM. With `clientCa`, clients must present a certificate that it signed. */
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
   * Called with a function, `renew`, that replaces `tls` (with its `clientCa`) for connections from then on; connections that
   * are open stay so. `renew` throws a Fault (`environment`) where the certificate cannot be used.
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
  /** review asks `admit` again about everybody who is connected: an earlier answer may no longer hold. */
  review(): void;
  close(): Promise<void>;
}
