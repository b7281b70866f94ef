import type { ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { AwsKeys } from './aws-signer.ts';

/**
 * Want is something whose endpoints stand in no resource and must be found elsewhere. `kind` says how; each kind has a
 * `Discovery` that finds it.
 */
export type Want = DnsWant | SrvWant | IssuerWant | Ec2Want | ConsulWant | ProgramWant;

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

/** ProgramWant is what the bytes at an address are: proxies run no program of which nobody has said that. */
export interface ProgramWant {
  readonly kind: 'program';
  readonly url: string;
  /** Certificates (PEM) that are believed over TLS in the place of the machine's. */
  readonly roots?: string;
  readonly pace?: Pace;
}

/** Ec2Want is every running instance of a region of AWS EC2, as far as whoever asks may know of them. */
export interface Ec2Want {
  readonly kind: 'ec2';
  readonly region: string;
  /** Whoever asks: with the keys of a Secret, or those that the control plane finds around it. */
  readonly keys?: KeysOfSecret;
  /** The ARN of a role that is assumed with them. */
  readonly role?: string;
  readonly pace?: Pace;
}

/** ConsulWant is every instance of a service in Consul's catalogue that is not critical. */
export interface ConsulWant {
  readonly kind: 'consul';
  readonly service: string;
  /** Absent: that of the agent which is asked. */
  readonly datacenter?: string;
  /** Whether any server may answer, or only one that the others just confirmed as their leader. Absent: who believes itself the leader. */
  readonly consistency?: 'stale' | 'consistent';
  /** The agent may answer of what it keeps, and keeps fresh. */
  readonly isCached?: true;
  readonly pace?: Pace;
}

/** KeysOfSecret are the keys that a Secret holds just now, or why it holds none. They come and go, and it is still the same want. */
export interface KeysOfSecret {
  readonly secret: ResourceKey;
  readonly held: AwsKeys | { readonly problem: string };
}

/** Answer is what was found for a want of the same kind. How long it holds is its discovery's business. */
export type Answer = DnsAnswer | SrvAnswer | IssuerAnswer | Ec2Answer | ConsulAnswer | ProgramAnswer;

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

/** ProgramAnswer: the SHA-256 of the bytes, in hexadecimal digits of lower case. */
export interface ProgramAnswer {
  readonly kind: 'program';
  readonly sha256: string;
}

/** Ec2Answer: the instances by their identifiers, in order. */
export interface Ec2Answer {
  readonly kind: 'ec2';
  readonly instances: readonly Ec2Instance[];
}

/** Ec2Instance is one that runs. */
export interface Ec2Instance {
  readonly id: string;
  /** Its availability zone. */
  readonly zone?: string;
  readonly privateAddress?: string;
  readonly publicAddress?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** ConsulAnswer: the instances by their identifiers, in order; none where Consul knows of none that could be asked. */
export interface ConsulAnswer {
  readonly kind: 'consul';
  readonly instances: readonly ConsulInstance[];
}

/** ConsulInstance is one whose checks let it be asked. */
export interface ConsulInstance {
  /** `<node>/<identifier of the service there>`. */
  readonly id: string;
  /** Its own, or that of its node: an IP address or a name, as it was registered. */
  readonly address: string;
  /** 0 where none was registered. */
  readonly port: number;
  /** In order. */
  readonly tags: readonly string[];
  readonly zone?: string;
  /** Its share as Consul has it for how it is (passing or warning); absent is 1. */
  readonly weight?: number;
}

/**
 * Known is what is known of a want: the last answer, none before the first, and `error` where the latest try failed; both
 * where an answer outlived it.
 */
export interface Known<A extends Answer = Answer> {
  readonly answer?: A;
  readonly error?: string;
  /** Why whoever asks was turned away, where that is what failed. */
  readonly refused?: Refused;
}

/** Refused: nobody is believed to be who asks (`identity`), or who asks may not (`permission`). */
export type Refused = 'identity' | 'permission';

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
    case 'consul': {
      const { service, datacenter = '-', consistency = '-', isCached } = want;
      return [want.kind, service, datacenter, consistency, isCached === true ? 'cached' : '-'].join(' ');
    }
    case 'program':
      return [want.kind, want.url, ...(want.roots === undefined ? [] : [hashBytes(want.roots)])].join(' ');
    // By whose keys, and never which: it is written down.
    case 'ec2':
      return [want.kind, want.region, want.role ?? '-', want.keys?.secret ?? '-'].join(' ');
  }
}

/** demandKey names a want: what is wanted, at which pace. */
export function demandKey(want: Want): string {
  return want.pace === undefined ? wantKey(want) : `${wantKey(want)} ${JSON.stringify(want.pace)}`;
}
