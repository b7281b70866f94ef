import { portHolder } from './port-holder.ts';
import { probePort } from './port-probe.ts';

/** PortClaim is a gateway's wish to listen on all of `addresses`; `0.0.0.0` and `::` are every address of this machine. */
export interface PortClaim {
  readonly gateway: string;
  readonly addresses: readonly string[];
  readonly port: number;
}

/**
 * PortEvent tells what became of a claim.
 * - `port-blocked`: `why` is a clause for people, e.g. `nginx (process 812) listens on it`. Told once for each reason.
 * - `port-granted`: nobody else listens there. `waited` is true where it was blocked before.
 */
export type PortEvent =
  | { readonly kind: 'port-blocked'; readonly claim: PortClaim; readonly why: string }
  | { readonly kind: 'port-granted'; readonly claim: PortClaim; readonly waited: boolean };

export interface PortWatchOptions {
  readonly onEvent: (event: PortEvent) => void;
  /** The gateway whose Envoy a process is. */
  readonly gatewayOf: (pid: number) => string | undefined;
  /** ms between two looks at a blocked port: nothing announces that a port becomes free. */
  readonly retryEvery?: number;
}

/**
 * PortWatch grants each port to one gateway at a time, and never a port that somebody else listens on. A blocked port is
 * reported with who holds it, and looked at again until it is free, and then granted, or no longer wanted.
 */
export interface PortWatch {
  /** Replaces the claims of a gateway. */
  claim(gateway: string, claims: readonly PortClaim[]): void;
  /** Whether the gateway has a port to listen on, or wants none. */
  mayListen(gateway: string): boolean;
  /** Looks at the blocked ports now, since something may have become free. */
  recheck(): void;
  stop(): void;
}

interface Standing {
  readonly claim: PortClaim;
  granted: boolean;
  why?: string;
}

/** What blocks a port; `passing` where it is one of our own Envoys that is ending. */
type Obstacle = { readonly why: string } | 'passing';

export function createPortWatch(options: PortWatchOptions): PortWatch {
  const standings = new Map<string, Standing>();
  let checking = false;
  let again = false;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;

  async function check(): Promise<void> {
    if (checking) {
      again = true;
      return;
    }
    checking = true;
    clearTimeout(retry);
    do {
      again = false;
      for (const [key, standing] of standings) if (!standing.granted) await look(key, standing);
    } while (again && !stopped);
    checking = false;
    const blocked = [...standings.values()].some(s => !s.granted);
    if (blocked && !stopped) retry = setTimeout(() => void check(), options.retryEvery ?? 1_000);
  }

  async function look(key: string, standing: Standing): Promise<void> {
    const found = await obstacle(standing.claim);
    if (stopped || standings.get(key) !== standing) return; // Given up meanwhile.
    if (found === 'passing') return;
    if (found !== undefined) {
      if (found.why !== standing.why) {
        options.onEvent({ kind: 'port-blocked', claim: standing.claim, why: found.why });
      }
      standing.why = found.why;
      return;
    }
    standing.granted = true;
    options.onEvent({ kind: 'port-granted', claim: standing.claim, waited: standing.why !== undefined });
  }

  async function obstacle(claim: PortClaim): Promise<Obstacle | undefined> {
    const rival = [...standings.values()].find(
      other => other.granted && other.claim.gateway !== claim.gateway && overlap(other.claim, claim),
    );
    if (rival !== undefined) return { why: `gateway ${rival.claim.gateway} listens on it` };
    for (const address of claim.addresses) {
      const word = await probePort(address, claim.port);
      if (word.kind === 'refused') return { why: word.reason };
      const holder = word.kind === 'busy' ? await holderOf(claim, address) : undefined;
      if (holder !== undefined) return holder;
    }
    return undefined;
  }

  async function holderOf(claim: PortClaim, address: string): Promise<Obstacle | undefined> {
    const holder = await portHolder(claim.port);
    if (holder === undefined) {
      // The holder is not visible to us: it is another user's process, or it has just given the port up.
      const word = await probePort(address, claim.port);
      return word.kind === 'free'
        ? undefined
        : { why: 'a process that this user may not look into listens on it' };
    }
    const gateway = options.gatewayOf(holder.pid);
    if (gateway === undefined) {
      return { why: `${holder.name || 'a process'} (process ${holder.pid}) listens on it` };
    }
    // A gateway's own Envoy may still have the socket of a listener that was removed a moment ago. Another gateway's Envoy
    // without a claim to the port is about to give it up.
    return gateway === claim.gateway ? undefined : 'passing';
  }

  return {
    claim(gateway, claims) {
      const wanted = new Map(claims.map(claim => [keyOf(claim), claim]));
      for (const [key, standing] of standings) {
        if (standing.claim.gateway === gateway && !wanted.has(key)) standings.delete(key);
      }
      for (const [key, claim] of wanted) {
        if (!standings.has(key)) standings.set(key, { claim, granted: false });
      }
      void check();
    },
    mayListen(gateway) {
      const own = [...standings.values()].filter(s => s.claim.gateway === gateway);
      return own.length === 0 || own.some(s => s.granted);
    },
    recheck: () => void check(),
    stop() {
      stopped = true;
      clearTimeout(retry);
      standings.clear();
    },
  };
}

function keyOf(claim: PortClaim): string {
  return [claim.gateway, claim.port, ...claim.addresses].join(' ');
}

function overlap(a: PortClaim, b: PortClaim): boolean {
  if (a.port !== b.port) return false;
  return [a, b].some(isEverywhere) || a.addresses.some(address => b.addresses.includes(address));
}

function isEverywhere(claim: PortClaim): boolean {
  return claim.addresses.some(address => address === '0.0.0.0' || address === '::');
}
