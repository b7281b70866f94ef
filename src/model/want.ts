/**
 * Want is something whose endpoints stand in no resource and must be found elsewhere. `kind` says how; each kind has a
 * `Discovery` that finds it.
 */
export type Want = DnsWant | SrvWant | IssuerWant;

/** Pace is how often who wants something has it looked for again. Times are in milliseconds. */
export interface Pace {
  /** Between two lookups, where no time to live says it. */
  readonly refresh?: number;
  /** Whether the time to live of what was found says it. Absent is yes. */
  readonly respectTtl?: boolean;
  /** Between two tries after one that failed: doubled each time, up to `max`. */
  readonly failure?: { readonly base: number; readonly max: number };
}

/** DnsWant is a name that the control plane itself resolves: lower case, fully qualified, without final dot. */
export interface DnsWant {
  readonly kind: 'dns';
  readonly name: string;
  readonly pace?: Pace;
}

/** SrvWant is a service that its domain says the hosts and ports of (RFC 2782): `_http._tcp.shop.example`. */
export interface SrvWant {
  readonly kind: 'srv';
  readonly name: string;
  readonly pace?: Pace;
}

/** IssuerWant is what an issuer of identities publishes of itself (OpenID Connect Discovery): its address, without final slash. */
export interface IssuerWant {
  readonly kind: 'issuer';
  readonly url: string;
  readonly pace?: Pace;
}

/** Answer is what was found for a want of the same kind. How long it holds is its discovery's business. */
export type Answer = DnsAnswer | SrvAnswer | IssuerAnswer;

/** DnsAnswer: IPv4 first, each family in ascending order, so that equal answers are equal. */
export interface DnsAnswer {
  readonly kind: 'dns';
  readonly addresses: readonly string[];
}

/** SrvAnswer: by priority, then by name; none where the domain says that it does not offer the service. */
export interface SrvAnswer {
  readonly kind: 'srv';
  readonly targets: readonly SrvTarget[];
}

/** SrvTarget is a host that offers the service: the lowest `priority` first, by `weight` among equals. */
export interface SrvTarget {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
  /** Of its name, as in `DnsAnswer`; none where it has never been resolved. */
  readonly addresses: readonly string[];
}

/** IssuerAnswer is where an issuer has browsers log in, gives tokens, and (where there is such a place) has browsers log out. */
export interface IssuerAnswer {
  readonly kind: 'issuer';
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly endSessionEndpoint?: string;
}

/**
 * Known is what is known of a want: the last answer, none before the first, and `error` where the latest try failed; both
 * where an answer outlived it.
 */
export interface Known<A extends Answer = Answer> {
  readonly answer?: A;
  readonly error?: string;
}

/** AnswerTo is the answer to a kind of want. */
export type AnswerTo<W extends Want> = Extract<Answer, { readonly kind: W['kind'] }>;

/** wantKey names what is wanted, at whatever pace: it has one answer. */
export function wantKey(want: Want): string {
  switch (want.kind) {
    case 'dns':
    case 'srv':
      return [want.kind, want.name].join(' ');
    case 'issuer':
      return [want.kind, want.url].join(' ');
  }
}

/** demandKey names a want: what is wanted, at which pace. */
export function demandKey(want: Want): string {
  return want.pace === undefined ? wantKey(want) : `${wantKey(want)} ${JSON.stringify(want.pace)}`;
}
