import type { HttpEdits } from '../http-edits.ts';

/** Edits are changes of requests and answers: of host and path where the rule's author wrote none, of headers beside theirs. */
export type Edits = HttpEdits;
