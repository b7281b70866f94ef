import { type Plan, planLayout } from '../generate/index.ts';

/** proxies of the layout that memory, cold start and reconnecting are measured with. */
export const proxies = 1_000;

/** layoutName stands in the results. */
export const layoutName = '10,000 backends, 1,000 proxies reach 10';

/** planThousandProxies: popular backends are reached by hundreds of gateways, most by few or none. */
export function planThousandProxies(seed: number, shared: boolean): Plan {
  return planLayout({
    seed,
    gateways: proxies,
    backends: 10_000,
    reach: { count: 10, spread: 'zipf' },
    shared,
  });
}
