import type { Bench } from '../harness/bench.ts';
import { coldStart } from './cold-start.ts';
import { fanout } from './fanout.ts';
import { flips } from './flips.ts';
import { memory } from './memory.ts';
import { propagation } from './propagation.ts';
import { reach } from './reach.ts';
import { reconnect } from './reconnect.ts';

/** benches are all that `npm run bench` can run. A new one is a file beside this and a line here. */
export const benches: readonly Bench[] = [propagation, fanout, reach, memory, coldStart, reconnect, flips];
