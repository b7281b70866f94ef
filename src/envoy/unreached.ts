import { type Forwarding, speaksBoth, withMembers } from '#model';

/**
 * unreached is a header of answers that an internal listener gives where it could not connect (`older-endpoints.ts`): a rule that
 * retries failed connections retries these as well, and no client sees the header.
 */
export const unreached = 'x-fairlead-unreached';

/** mayBeUnreached tells whether requests that are forwarded so may get such an answer. */
export function mayBeUnreached({ destinations }: Forwarding): boolean {
  return destinations.some(d => d.kind === 'backend' && withMembers(d.use).some(speaksBoth));
}
