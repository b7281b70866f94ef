import type { HeaderEdit } from '../../http-edits.ts';
import type { TextPattern } from '../text-pattern.ts';

/** HeaderChanges are a listener's changes to headers, whatever route a request takes. */
export interface HeaderChanges extends HeaderEdit {
  readonly addIfAbsent: HeaderEdit['add'];
  /** Headers with a matching name are removed. */
  readonly removeMatching: readonly TextPattern[];
}
