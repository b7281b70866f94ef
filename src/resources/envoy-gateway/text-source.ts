import { Type } from 'typebox';
import type { LocalObjectReference } from '../gateway-api/references.ts';
import { localObjectReference } from '../gateway-api/references.ts';
import { converted } from '../schema/annotate.ts';

/** TextSource is a text, or the object of one's own namespace that holds it. */
export type TextSource =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'reference'; readonly ref: LocalObjectReference };

/** textSource is written with a type and what belongs to it: `inline` or `valueRef`. `unserved` is what may stand beside it. */
export function textSource(maxLength: number, unserved: readonly string[] = []) {
  return converted(
    Type.Object(
      {
        type: Type.Enum(['Inline', 'ValueRef'], { default: 'Inline' }),
        inline: Type.Optional(Type.String({ maxLength })),
        valueRef: Type.Optional(localObjectReference),
      },
      { '~unserved': unserved },
    ),
    ({ type, inline, valueRef }, report): TextSource | undefined => {
      const [wanted, other] =
        type === 'Inline' ? (['inline', 'valueRef'] as const) : (['valueRef', 'inline'] as const);
      if ({ inline, valueRef }[other] !== undefined)
        report(`must be left out where the type is ${type}`, other);
      if (type === 'Inline' && inline !== undefined) return { kind: 'inline', text: inline };
      if (type === 'ValueRef' && valueRef !== undefined) return { kind: 'reference', ref: valueRef };
      report(`is required where the type is ${type}`, wanted);
      return undefined;
    },
  );
}
