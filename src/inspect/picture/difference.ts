import type { XdsType } from '#lib/xds-resource.ts';

/** Sign says what becomes of something: it comes, it changes, it goes; `=` where it is only touched by what others say. */
export type Sign = '+' | '~' | '-' | '=';

/** Difference is what stands in one picture and not in the other, in the words of people. */
export interface Difference {
  /** Objects that are written otherwise, or whose traffic is treated otherwise. */
  readonly objects: readonly ChangedObject[];
  readonly requests: readonly ChangedRequest[];
  /** How many requests were looked at. */
  readonly compared: number;
  readonly conditions: readonly ChangedCondition[];
  readonly listeners: readonly ChangedListener[];
  readonly proxies: readonly ChangedProxy[];
  /** How many of all these take something away that worked. */
  readonly breaks: number;
}

export interface ChangedObject {
  readonly sign: Sign;
  /** `httproute/default/shop` */
  readonly object: string;
  /** Whether proxies are told anything else of it. */
  readonly traffic: boolean;
}

export interface ChangedCondition {
  readonly object: string;
  /** '' is the object itself; else what it says that of: `listener http`, `gateway/default/web`. */
  readonly at: string;
  readonly type: string;
  /** Absent where there was none. */
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

/** ChangedProxy is a proxy that is sent something. */
export interface ChangedProxy {
  readonly sign: Sign;
  readonly proxy: string;
  /** What comes and changes, as it stands in messages. */
  readonly bytes: number;
  readonly resources: readonly {
    readonly type: XdsType;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
  }[];
}

/** ChangedRequest is a request, a connection or a datagram that comes to something else. */
export interface ChangedRequest {
  readonly proxy: string;
  /** `GET http://shop.example.com:8080/cart` */
  readonly request: string;
  /** So many more come from here to there, with another path. */
  readonly alike: number;
  /** `75% backend/default/cart, 25% backend/default/names`, `404: no rule takes it` */
  readonly before: string;
  readonly after: string;
  readonly breaks: boolean;
}
