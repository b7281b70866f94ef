import type { XdsType } from '#lib/xds-resource.ts';

/** Sign is the kind of a change: something is added, changed, or removed; `=` where it is affected only by other objects. */
export type Sign = '+' | '~' | '-' | '=';

/** Difference is the difference between two pictures, in words for people. */
export interface Difference {
  /** Objects that were edited, or whose traffic is handled differently. */
  readonly objects: readonly ChangedObject[];
  readonly requests: readonly ChangedRequest[];
  /** The number of requests that were compared. */
  readonly compared: number;
  readonly conditions: readonly ChangedCondition[];
  readonly listeners: readonly ChangedListener[];
  readonly proxies: readonly ChangedProxy[];
  /** The number of changes that break something that worked. */
  readonly breaks: number;
}

export interface ChangedObject {
  readonly sign: Sign;
  /** `httproute/default/shop` */
  readonly object: string;
  /** Whether proxies are sent anything else about it. */
  readonly traffic: boolean;
}

export interface ChangedCondition {
  readonly object: string;
  /** '' for the object itself, or the part that the condition is about: `listener http`, `gateway/default/web`. */
  readonly at: string;
  readonly type: string;
  /** Absent where the condition did not exist. */
  readonly before?: ConditionWords;
  readonly after?: ConditionWords;
  readonly breaks: boolean;
}

export interface ConditionWords {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export interface ChangedListener {
  readonly sign: '+' | '-';
  readonly proxy: string;
  /** `http :8080`, `https :8443 *.example.com` */
  readonly listener: string;
  readonly breaks: boolean;
}

/** ChangedProxy is a proxy that would be sent something. */
export interface ChangedProxy {
  readonly sign: Sign;
  readonly proxy: string;
  /** The bytes of new and changed resources, as in xDS messages. */
  readonly bytes: number;
  readonly resources: readonly {
    readonly type: XdsType;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
  }[];
}

/** ChangedRequest is a request, a connection or a datagram with another outcome. */
export interface ChangedRequest {
  readonly proxy: string;
  /** `GET http://shop.example.com:8080/cart` */
  readonly request: string;
  /** The number of further requests with the same change that differ only in their paths. */
  readonly alike: number;
  /** `75% backend/default/cart, 25% backend/default/names`, `404: no rule takes it` */
  readonly before: string;
  readonly after: string;
  readonly breaks: boolean;
}
