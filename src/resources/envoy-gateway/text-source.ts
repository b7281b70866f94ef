import { Type } from 'typebox';
import type { LocalObjectReference } from '../gateway-api/references.ts';
import { localObjectReference } from '../gateway-api/references.ts';
import { converted, type Report } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';

/** TextSource is a text, or a reference to an object of the same namespace that holds it. */
export type TextSource =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'reference'; readonly ref: LocalObjectReference };

/** textSourceProperties are its fields as written: a type, and accordingly `inline` or `valueRef`. */
export const textSourceProperties = (maxLength: number) => ({
  type: Type.Enum(['Inline', 'ValueRef'], { default: 'Inline' }),
  inline: Type.Optional(Type.String({ maxLength })),
  valueRef: Type.Optional(localObjectReference),
});

type Written = Read<Type.TObject<ReturnType<typeof textSourceProperties>>>;

/** readTextSource brings these into one form. */
export function readTextSource({ type, inline, valueRef }: Written, report: Report): TextSource | undefined {
  const [wanted, other] =
    type === 'Inline' ? (['inline', 'valueRef'] as const) : (['valueRef', 'inline'] as const);
  if ({ inline, valueRef }[other] !== undefined) report(`must be left out where the type is ${type}`, other);
  if (type === 'Inline' && inline !== undefined) return { kind: 'inline', text: inline };
  if (type === 'ValueRef' && valueRef !== undefined) return { kind: 'reference', ref: valueRef };
  report(`is required where the type is ${type}`, wanted);
  return undefined;
}

/** textSource is the schema of a TextSource without further fields. */
export function textSource(maxLength: number) {
  return converted(Type.Object(textSourceProperties(maxLength)), readTextSource);
}
