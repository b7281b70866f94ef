import type { Cidr, Family } from './cidr.ts';
import type { NumberRange } from './number-range.ts';

/**
 * Program is the language between the plan and a firewall: chains of rules, entered from the kernel's hooks. It has what both
 * nft and iptables can express, and nothing that only one of them can.
 */
export interface Program {
  readonly families: readonly Family[];
  readonly entries: readonly Entry[];
  readonly chains: readonly Chain[];
}

/**
 * Hook is where packets enter, in the order in which a packet meets them.
 *
 * - `zones`: before conntrack, where its zone is chosen (iptables: table raw)
 * - `invalid`: after conntrack, before NAT (iptables: table mangle)
 * - `first`: NAT, ahead of foreign rules; `redirect`: NAT, behind them
 */
export type Hook =
  | { readonly stage: 'zones'; readonly side: 'output' | 'prerouting' }
  | { readonly stage: 'invalid'; readonly side: 'prerouting' }
  | { readonly stage: 'first' | 'redirect'; readonly side: 'output' | 'prerouting' };

/**
 * Entry sends packets of one hook into a chain; a packet that the chain does not decide on goes on as if the chain were not
 * there.
 */
export interface Entry {
  readonly hook: Hook;
  readonly match: Match;
  readonly chain: string;
}

/** Chain is a named list of rules; it ends at the first rule whose match holds and whose verdict decides. */
export interface Chain {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Rule is a condition and its verdict. */
export interface Rule {
  readonly match: Match;
  readonly verdict: Verdict;
}

/** Match holds where all of its fields do; a field with a list holds where one of the list does. */
export interface Match {
  readonly protocol?: 'tcp' | 'udp';
  readonly inInterfaces?: readonly string[];
  readonly outInterfaces?: readonly string[];
  /** Addresses of one field are of one family. */
  readonly sources?: readonly Cidr[];
  readonly destinations?: readonly Cidr[];
  readonly notDestination?: Cidr;
  readonly sourcePorts?: readonly NumberRange[];
  readonly destinationPorts?: readonly NumberRange[];
  readonly users?: readonly NumberRange[];
  readonly notUser?: number;
  /**
   * TCP packets that open a connection (SYN alone). Every redirect has this condition: without it, conntrack would pick up a
   * connection that is older than the rules in its middle, and the redirect would break it.
   */
  readonly opens?: true;
  /** Packets that conntrack calls INVALID. */
  readonly invalid?: true;
}

/**
 * Verdict is what happens to a packet. `log` goes on to the next rule; the others decide. `zone` sets conntrack's zone, then
 * returns.
 */
export type Verdict =
  | { readonly kind: 'return' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'redirect'; readonly port: number }
  | { readonly kind: 'zone'; readonly zone: number }
  | { readonly kind: 'log'; readonly prefix: string; readonly level: number };
