import { type Plan, planLayout } from '../generate/index.ts';

/** proxies is the number in the layout for the benches of memory, cold start and reconnecting. */
export const proxies = 1_000;

/** layoutName is the layout's name in the results. */
export const layoutName = '10,000 backends, 1,000 proxies reach 10';

/** planThousandProxies plans it: hundreds of gateways reach the popular backends, few or none the others. */
export function planThousandProxies(seed: number, shared: boolean): Plan {
  return planLayout({
    seed,
    gateways: proxies,
    backends: 10_000,
    reach: { count: 10, spread: 'zipf' },
    shared,
  });
}
