import type { Mirror } from '../forwarding.ts';

/** Copies are of requests, and go to others beside the backend: nobody waits for their answers. */
export interface Copies {
  readonly mirrors: readonly Mirror[];
}
