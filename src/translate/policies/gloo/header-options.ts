import type { HeaderEdit } from '#model';
import { headerEdit } from '../../header-edit.ts';

/** HeaderOption is a header in gloo's form; where it is appended, values that are there already are kept. */
interface HeaderOption {
  readonly header: { readonly key: string; readonly value: string };
  readonly append: boolean;
}

/** headerOptions reads edits of headers; undefined where there are none: then a more general policy may have some. */
export function headerOptions(
  added: readonly HeaderOption[],
  remove: readonly string[],
): HeaderEdit | undefined {
  if (added.length + remove.length === 0) return undefined;
  const of = (isAppended: boolean) =>
    added
      .filter(({ append }) => append === isAppended)
      .map(({ header }) => ({ name: header.key, value: header.value }));
  return headerEdit({ set: of(false), add: of(true), remove });
}
