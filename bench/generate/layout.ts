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
  /** `IP:PORT`, private addresses that nobody listens on. */
  readonly endpoints: readonly string[];
  /** Names of the gateways that reach it. */
  readonly gateways: readonly string[];
}

/** Plan is a layout worked out: names, addresses and who reaches what. */
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
  const backends = reachedBy.map((reaching, i) => planBackend(`b${i}`, i, reaching));
  if (layout.shared) backends.push(planBackend(sharedBackend, layout.backends, gateways));
  return { gateways, backends };
}

function reachOf(layout: Layout, random: () => number): readonly number[] {
  return layout.reach === 'all'
    ? Array.from({ length: layout.backends }, (_, i) => i)
    : chooseDistinct(random, layout.reach.spread, layout.backends, layout.reach.count);
}

function planBackend(name: string, index: number, gateways: readonly string[]): PlannedBackend {
  const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  return { name, hostname: `${name}.test`, endpoints: [`${ip}:8000`, `${ip}:8001`], gateways };
}

/** freshAddress is the n-th address that no plan uses: what edits put in the place of a planned one. */
export function freshAddress(n: number): string {
  return `172.${16 + ((n >> 16) & 15)}.${(n >> 8) & 255}.${n & 255}:9000`;
}

/** proxyId is how a gateway's proxies call themselves, in `node.cluster`. */
export function proxyId(gateway: string): string {
  return `${namespace}/${gateway}`;
}
