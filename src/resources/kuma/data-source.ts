import { Type } from 'typebox';
import { converted, ruled } from '../schema/annotate.ts';

const secretText = Type.String({ minLength: 1, maxLength: 65_536, '~secret': true });

/** Where a certificate or a key is: in a Secret of the mesh, in a file beside the control plane, or here. */
export type DataSource =
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'inline'; readonly text: string };

/** dataSource: `inline` is base64, and is read as the text that it stands for. */
export const dataSource = converted(
  ruled(
    Type.Object({
      secret: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
      file: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
      inline: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 65_536,
          pattern: '^[A-Za-z0-9+/\\s]+=*\\s*$',
          '~wants': 'text in base64',
          '~secret': true,
        }),
      ),
      inlineString: Type.Optional(secretText),
    }),
    (written, report) => {
      const [first, ...others] = Object.keys(written);
      if (first === undefined) report('must have one of secret, file, inline, inlineString');
      for (const other of others) report(`must not be there beside ${first}`, other);
    },
  ),
  ({ secret, file, inline, inlineString }): DataSource => {
    if (secret !== undefined) return { kind: 'secret', name: secret };
    if (file !== undefined) return { kind: 'file', path: file };
    return { kind: 'inline', text: inlineString ?? Buffer.from(inline ?? '', 'base64').toString('utf8') };
  },
);
