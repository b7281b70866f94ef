import type { HeaderEdit } from '../../http-edits.ts';
import type { TextPattern } from '../text-pattern.ts';

/** HeaderChanges is what a listener changes of headers, whatever route a request takes. */
export interface HeaderChanges extends HeaderEdit {
  readonly addIfAbsent: HeaderEdit['add'];
  /** Those whose name is so are taken away. */
  readonly removeMatching: readonly TextPattern[];
}
