import type { HttpEdits } from '../http-edits.ts';

/**
 * Edits change requests and answers: host and path only where the rule's author wrote no change of them, headers in addition to
 * the author's.
 */
export type Edits = HttpEdits;
