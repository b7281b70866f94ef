import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { base64, checkSize, dataKey } from './data.ts';

const body = ruled(
  Type.Object(
    {
      type: Type.String({ maxLength: 253, default: 'Opaque' }),
      data: mapOf(dataKey, base64, 1024),
      stringData: mapOf(dataKey, Type.String({ '~secret': true }), 1024),
    },
    { '~ignores': ['immutable'] },
  ),
  ({ data, stringData }, report) => checkSize([...Object.values(data), ...Object.values(stringData)], report),
);

/** SecretSpec: `data` is decoded, and `stringData` overrides it. The bytes must never be printed. */
export interface SecretSpec {
  readonly type: string;
  readonly data: Readonly<Record<string, Uint8Array>>;
}

export const secret = defineKind({
  id: 'kubernetes/Secret',
  group: '',
  kind: 'Secret',
  plural: 'secrets',
  shortNames: [],
  versions: ['v1'],
  scope: 'Namespaced',
  body,
  hub: readSecret,
});
export type Secret = ResourceOf<typeof secret>;

function readSecret({ type, data, stringData }: Read<typeof body>): SecretSpec {
  const texts = Object.entries(stringData).map(
    ([key, text]) => [key, new TextEncoder().encode(text)] as const,
  );
  return { type, data: texts.length === 0 ? data : Object.fromEntries([...Object.entries(data), ...texts]) };
}
