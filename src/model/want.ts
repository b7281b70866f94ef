import type { ResourceKey } from '#lib/resource-ref.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import type { AssumedRole, AwsKeys } from './aws-signer.ts';
import type { ImageAnswer, ImageWant } from './image-want.ts';
import type { Pace } from './pace.ts';

/**
 * Want is something that is written in no resource and has to be looked up elsewhere. `kind` says how; each kind has a
 * `Discovery` that finds it.
 */
export type Want = DnsWant | SrvWant | IssuerWant | Ec2Want | ConsulWant | ProgramWant | ImageWant;

/** DnsWant is a name that the control plane itself resolves: lower case, fully qualified, without a trailing dot. */
export interface DnsWant {
  readonly kind: 'dns';
  readonly name: string;
  readonly pace?: Pace;
}

/** SrvWant is a service whose hosts and ports DNS publishes (RFC 2782): `_http._tcp.shop.example`. */
export interface SrvWant {
  readonly kind: 'srv';
  readonly name: string;
  readonly pace?: Pace;
}

/**
 * IssuerWant is the metadata that an identity issuer publishes about itself (OpenID Connect Discovery). `url` has no trailing
 * slash.
 */
export interface IssuerWant {
  readonly kind: 'issuer';
  readonly url: string;
  readonly pace?: Pace;
}

/** ProgramWant is the hash of a program at a URL: proxies run no program whose hash nobody has stated. */
export interface ProgramWant {
  readonly kind: 'program';
  readonly url: string;
  /** Certificates (PEM) that are trusted for TLS instead of the machine's roots. */
  readonly roots?: string;
  readonly pace?: Pace;
}

/** Ec2Want is every running instance in a region of AWS EC2 that the caller may see. */
export interface Ec2Want {
  readonly kind: 'ec2';
  readonly region: string;
  /** The caller's keys, from a Secret; absent: those that the control plane finds in its environment. */
  readonly keys?: KeysOfSecret;
  /** A role that is assumed with these keys. */
  readonly role?: AssumedRole;
  readonly pace?: Pace;
}

/** ConsulWant is every instance of a service in Consul's catalogue whose state is not critical. */
export interface ConsulWant {
  readonly kind: 'consul';
  readonly service: string;
  /** Absent: that of the agent that is asked. */
  readonly datacenter?: string;
  /**
   * `stale`: any server may answer. `consistent`: only a leader that the others have just confirmed. Absent: the server that
   * believes itself the leader.
   */
  readonly consistency?: 'stale' | 'consistent';
  /** The agent may answer from its cache. */
  readonly isCached?: true;
  readonly pace?: Pace;
}

/**
 * KeysOfSecret are the keys that a Secret holds at the moment, or why it holds none. When they change, the want stays the same.
 */
export interface KeysOfSecret {
  readonly secret: ResourceKey;
  readonly held: AwsKeys | { readonly problem: string };
}

/** Answer is what was found for a want of the same kind. Its discovery decides how long it is valid. */
export type Answer =
  | DnsAnswer
  | SrvAnswer
  | IssuerAnswer
  | Ec2Answer
  | ConsulAnswer
  | ProgramAnswer
  | ImageAnswer;

/** DnsAnswer has addresses with IPv4 first, each family in ascending order, so that equal answers compare equal. */
export interface DnsAnswer {
  readonly kind: 'dns';
  readonly addresses: readonly string[];
}

/** SrvAnswer has targets by priority, then by name; empty where the domain states that it does not offer the service. */
export interface SrvAnswer {
  readonly kind: 'srv';
  readonly targets: readonly SrvTarget[];
}

/** SrvTarget is a host that offers the service: the lowest `priority` first, shared by `weight` among equals. */
export interface SrvTarget {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
  /** The addresses of its name, as in `DnsAnswer`; empty where it was never resolved. */
  readonly addresses: readonly string[];
}

/**
 * IssuerAnswer has the issuer's endpoints: where browsers log in, where tokens are issued, and, if there is one, where browsers
 * log out.
 */
export interface IssuerAnswer {
  readonly kind: 'issuer';
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly endSessionEndpoint?: string;
}

/** ProgramAnswer has the SHA-256 of the bytes, in lower-case hexadecimal. */
export interface ProgramAnswer {
  readonly kind: 'program';
  readonly sha256: string;
}

/** Ec2Answer has the instances, ordered by id. */
export interface Ec2Answer {
  readonly kind: 'ec2';
  readonly instances: readonly Ec2Instance[];
}

/** Ec2Instance is a running instance. */
export interface Ec2Instance {
  readonly id: string;
  /** Its availability zone. */
  readonly zone?: string;
  readonly privateAddress?: string;
  readonly publicAddress?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** ConsulAnswer has the instances, ordered by id; empty where Consul knows of none that may be called. */
export interface ConsulAnswer {
  readonly kind: 'consul';
  readonly instances: readonly ConsulInstance[];
}

/** ConsulInstance is an instance whose checks allow it to be called. */
export interface ConsulInstance {
  /** `<node>/<service id>`. */
  readonly id: string;
  /** The address of the service, or of its node: an IP address or a name, as it was registered. */
  readonly address: string;
  /** 0 where none was registered. */
  readonly port: number;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly zone?: string;
  /** Consul's weight for its state (passing or warning); absent is 1. */
  readonly weight?: number;
}

/**
 * Known is what is known about a want: the last answer, absent before the first, and `error` where the latest try failed. Both
 * are present where an answer remains valid despite a failure.
 */
export interface Known<A extends Answer = Answer> {
  readonly answer?: A;
  readonly error?: string;
  /** Why the caller was rejected, where that is the failure. */
  readonly refused?: Refused;
}

/** Refused: the caller's identity is not accepted (`identity`), or it lacks permission (`permission`). */
export type Refused = 'identity' | 'permission';

/** AnswerTo is the answer type for a kind of want. */
export type AnswerTo<W extends Want> = Extract<Answer, { readonly kind: W['kind'] }>;

/** wantKey names what is wanted, regardless of the pace: wants with one key share an answer. */
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
    case 'image': {
      const { registry, repository, reference, digest = '-', roots = '', login } = want;
      const name = [registry, repository, reference, digest].join(' ');
      return [want.kind, name, hashBytes(roots), login?.secret ?? '-'].join(' ');
    }
    // The Secret is named, and never its keys: the want's key is written down.
    case 'ec2':
      return [want.kind, want.region, roleKey(want.role), want.keys?.secret ?? '-'].join(' ');
  }
}

/** A role with nothing but its ARN goes by that. */
function roleKey(role: Ec2Want['role']): string {
  if (role === undefined) return '-';
  const { arn, session, externalId, duration } = role;
  const more = [session, externalId, duration];
  return more.every(one => one === undefined) ? arn : JSON.stringify([arn, ...more.map(one => one ?? null)]);
}

/** demandKey names a want together with its pace. */
export function demandKey(want: Want): string {
  return want.pace === undefined ? wantKey(want) : `${wantKey(want)} ${JSON.stringify(want.pace)}`;
}
