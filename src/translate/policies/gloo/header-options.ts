import type { HeaderEdit } from '#model';
import { headerEdit } from '../../header-edit.ts';

/** HeaderOption is a header in gloo's form; what stands there already is kept where it is appended. */
interface HeaderOption {
  readonly header: { readonly key: string; readonly value: string };
  readonly append: boolean;
}

/** headerOptions is what is changed of headers, undefined where nothing is: a more general one may say something then. */
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
