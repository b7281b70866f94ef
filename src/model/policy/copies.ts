import type { Mirror } from '../forwarding.ts';

/** Copies sends copies of requests to other backends: nobody waits for their answers. */
export interface Copies {
  readonly mirrors: readonly Mirror[];
}
