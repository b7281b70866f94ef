import type { Report, Verdict } from '#model';
import { holds } from '../verdict.ts';

/** accepted is the verdict on a Backend that can be used. */
export const accepted: Verdict = holds('Accepted', 'The Backend was accepted');

/** resolvedRefs is the verdict on a Backend whose references all lead somewhere. */
export const resolvedRefs: Verdict = holds('ResolvedRefs', 'All references were resolved');

/** acceptedBackend is the outcome of a Backend that can be used and refers to nothing. */
export const acceptedBackend: Report['outcome'] = { kind: 'object', verdicts: { Accepted: accepted } };
