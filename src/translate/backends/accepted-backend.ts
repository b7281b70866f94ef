import type { Report } from '#model';
import { holds } from '../verdict.ts';

/** acceptedBackend is what is said of a Backend that can be used. */
export const acceptedBackend: Report['outcome'] = {
  kind: 'object',
  verdicts: { Accepted: holds('Accepted', 'The Backend was accepted') },
};
