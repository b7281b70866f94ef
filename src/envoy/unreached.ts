import { type Forwarding, speaksBoth, withMembers } from '#model';

/**
 * unreached is a header of answers that a listener within Envoy gives where nobody could be connected to (`older-endpoints.ts`):
 * whoever tries again what found no connection does so for these, and no client sees it.
 */
export const unreached = 'x-fairlead-unreached';

/** mayBeUnreached tells whether requests that are forwarded so may get such an answer. */
export function mayBeUnreached({ destinations }: Forwarding): boolean {
  return destinations.some(d => d.kind === 'backend' && withMembers(d.use).some(speaksBoth));
}
