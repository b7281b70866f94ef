import type { Family } from './cidr.ts';
import type { Listing } from './listing.ts';
import type { Plan } from './plan.ts';
import type { BackendName, Config } from './settings.ts';

/** BackendOptions are the settings on how a backend works, not on what it does. */
export interface BackendOptions {
  readonly wait: number;
  readonly waitInterval: number;
  readonly executables: Readonly<Record<string, string>>;
  readonly comments: boolean;
  readonly ebpf: EbpfOptions;
}

/** EbpfOptions are the settings for eBPF alone. */
export interface EbpfOptions {
  /** Addresses of this instance, apart by commas; '' where the kernel is to be asked. */
  readonly instanceIP: string;
  readonly bpffsPath: string;
  readonly cgroupPath: string;
  readonly programsSourcePath: string;
  /** The only interface whose inbound connections are taken; '' for all. */
  readonly interface: string;
}

/** backendOptions picks the BackendOptions from the settings. */
export function backendOptions(config: Config): BackendOptions {
  return {
    wait: config.wait,
    waitInterval: config.waitInterval,
    executables: config.iptablesExecutables,
    comments: !config['comments.disabled'],
    ebpf: {
      instanceIP: config['ebpf.instanceIP'] || process.env[config['ebpf.instanceIPEnvVarName']] || '',
      bpffsPath: config['ebpf.bpffsPath'],
      cgroupPath: config['ebpf.cgroupPath'],
      programsSourcePath: config['ebpf.programsSourcePath'],
      interface: config['ebpf.tcAttachIface'],
    },
  };
}

/** Installed is what a backend finds of ours in the firewall, whoever put it there and however far they got. */
export interface Installed {
  /** The plan that the rules carry; undefined where it is missing or unreadable. */
  readonly plan: Plan | undefined;
  /** Hash of the listing that is meant to be there, where a backend cannot record the plan. */
  readonly expectedHash?: string;
  readonly listing: Listing;
  /** The install added ::6 to lo. */
  readonly ownsLoopback: boolean;
  /** What an interrupted install or uninstall left behind, in words. */
  readonly leftovers: readonly string[];
}

/** Exchange is a plan in force whose predecessor can still come back. One of the two functions must be called. */
export interface Exchange {
  readonly keep: () => Promise<void>;
  readonly undo: () => Promise<void>;
}

/**
 * Backend realises plans in one firewall. The laws that every backend keeps are in `test/tproxy/backend-laws.ts`.
 *
 * Methods throw `Fault('environment')` where the firewall refuses; then what was in force before still is. Each may be
 * killed at any point: what is then in the firewall is read as `Installed`, and `exchange` and `remove` heal it.
 */
export interface Backend {
  readonly name: BackendName;
  /** Only used where it is asked for by name. */
  readonly optIn?: true;
  /** Why it cannot be used on this host; undefined where it can. */
  readonly unusable: () => Promise<string | undefined>;
  /** Why it cannot realise a plan; undefined where it can. Pure. Without it every plan can be realised. */
  readonly unfit?: (plan: Plan) => string | undefined;
  /** What the user should hear of how it realises a plan, one line each. Pure. */
  readonly remarks?: (plan: Plan) => readonly string[];
  /** What the firewall has to list once the plan is in force. Pure. */
  readonly expected: (plan: Plan) => Listing;
  /** A script that puts the plan into force on a host without Fairlead. Pure. */
  readonly script: (plan: Plan) => string;
  /** What is there; undefined where nothing is ours. Changes nothing, loads nothing. */
  readonly read: () => Promise<Installed | undefined>;
  /** How many connections the rules in force have sent to a port since they were put there. */
  readonly redirected: (port: number) => Promise<number>;
  /**
   * Opens one connection to a port of an address that nobody has, from where the rules apply, and says what came of it
   * (`connected`, `no answer`, or the name of an error). Without it, that is anywhere in the network namespace.
   */
  readonly attempt?: (port: number) => Promise<string>;
  /** Marks ::6 on lo as ours, ahead of adding it. */
  readonly markLoopback: () => Promise<void>;
  /** Replaces what is in force by the plan: no new connection slips past in between, no connection breaks. */
  readonly exchange: (plan: Plan) => Promise<Exchange>;
  /** Stops redirecting new connections, and lets those that were redirected live on. */
  readonly drain: () => Promise<void>;
  /** Removes everything of ours and nothing else. */
  readonly remove: () => Promise<void>;
}

/** redirectPorts are the ports of a plan to which connections are redirected. */
export function redirectPorts(plan: Plan): readonly number[] {
  return [plan.outbound?.port, plan.inbound?.port, plan.dns?.port].filter(port => port !== undefined);
}

/** familyName is how people call a family. */
export const familyName = { 4: 'IPv4', 6: 'IPv6' } as const satisfies Record<Family, string>;
