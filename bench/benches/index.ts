import type { Bench } from '../harness/bench.ts';
import { propagation } from './propagation.ts';

/** benches are all that `npm run bench` can run. A new one is a file beside this and a line here. */
export const benches: readonly Bench[] = [propagation];
