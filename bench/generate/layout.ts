import { proxyId } from '#model';
import { chooseDistinct, type Spread, seededRandom } from './random.ts';

/** Layout is what to generate. */
export interface Layout {
  readonly seed: number;
  readonly gateways: number;
  readonly backends: number;
  /** How many backends each gateway reaches. */
  readonly reach: 'all' | { readonly count: number; readonly spread: Spread };
  /** Adds one more backend, `shared`, that every gateway reaches. */
  readonly shared: boolean;
}

/** PlannedBackend has a route on a hostname of its own, `<name>.test`, on each of its gateways. */
export interface PlannedBackend {
  readonly name: string;
  readonly hostname: string;
  /** `IP:PORT`, addresses that nobody listens on and nothing is sent to. */
  readonly endpoints: readonly string[];
  /** Names of the gateways that reach it. */
  readonly gateways: readonly string[];
}

/** Plan is a layout worked out: names, addresses, and which gateways reach what. */
export interface Plan {
  readonly gateways: readonly string[];
  readonly backends: readonly PlannedBackend[];
}

/** namespace of everything that is generated. */
export const namespace = 'bench';

/** sharedBackend is the name of the backend that every gateway reaches. */
export const sharedBackend = 'shared';

/** planLayout works a layout out; equal layouts give equal plans. */
export function planLayout(layout: Layout): Plan {
  const random = seededRandom(layout.seed);
  const gateways = Array.from({ length: layout.gateways }, (_, i) => `g${i}`);
  const reachedBy: string[][] = Array.from({ length: layout.backends }, () => []);
  for (const gateway of gateways) {
    for (const i of reachOf(layout, random)) reachedBy[i]?.push(gateway);
  }
  const backends = reachedBy.map((reaching, i) => planBackend(backendName(i), i, reaching));
  if (layout.shared) backends.push(planBackend(sharedBackend, layout.backends, gateways));
  return { gateways, backends };
}

function reachOf(layout: Layout, random: () => number): readonly number[] {
  return layout.reach === 'all'
    ? Array.from({ length: layout.backends }, (_, i) => i)
    : chooseDistinct(random, layout.reach.spread, layout.backends, layout.reach.count);
}

// All names and addresses have one length, so that ten backends of 100 and ten of 10,000 take the same number of bytes.

function backendName(index: number): string {
  return `b${String(index).padStart(5, '0')}`;
}

function planBackend(name: string, index: number, gateways: readonly string[]): PlannedBackend {
  const ip = fixedWidthAddress(100, index);
  return { name, hostname: `${name}.test`, endpoints: [`${ip}:8000`, `${ip}:8001`], gateways };
}

/** freshAddress is the n-th of half a million addresses that no plan uses: edits put it in place of a planned one. */
export function freshAddress(n: number): string {
  return `${fixedWidthAddress(200, n)}:9000`;
}

function fixedWidthAddress(second: number, n: number): string {
  const octets = [second + n / 10_000, 100 + ((n / 100) % 100), 100 + (n % 100)].map(Math.floor);
  return `10.${octets.join('.')}`;
}

/** viewOf is how a gateway's proxies call themselves, in `node.cluster`. */
export function viewOf(gateway: string): string {
  return proxyId({ kind: 'gateway', namespace, name: gateway });
}
