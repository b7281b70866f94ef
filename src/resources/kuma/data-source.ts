import { Type } from 'typebox';
import { converted, type Report, ruled } from '../schema/annotate.ts';

const secretText = Type.String({ minLength: 1, maxLength: 65_536, '~secret': true });

/**
 * DataSource says where a certificate or a key is found: in a Secret of the mesh, in a file or an environment variable of the
 * control plane, or inline.
 */
export type DataSource =
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'inline'; readonly text: string };

const ways = {
  secret: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
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
};

/** dataSource: `inline` is base64, and is read as the text that it encodes. */
export const dataSource = converted(ruled(Type.Object(ways), oneOf(Object.keys(ways))), read);

const waysOrFile = { file: Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })), ...ways };

/** dataSourceOrFile may also be a file on the control plane's machine. */
export const dataSourceOrFile = converted(
  ruled(Type.Object(waysOrFile), oneOf(Object.keys(waysOrFile))),
  read,
);

function oneOf(names: readonly string[]): (written: object, report: Report) => void {
  return (written, report) => {
    const [first, ...others] = Object.keys(written);
    if (first === undefined) report(`must have one of ${names.join(', ')}`);
    for (const other of others) report(`must not be there beside ${first}`, other);
  };
}

function read({
  secret,
  file,
  inline,
  inlineString,
}: {
  readonly secret?: string;
  readonly file?: string;
  readonly inline?: string;
  readonly inlineString?: string;
}): DataSource {
  if (secret !== undefined) return { kind: 'secret', name: secret };
  if (file !== undefined) return { kind: 'file', path: file };
  return { kind: 'inline', text: inlineString ?? Buffer.from(inline ?? '', 'base64').toString('utf8') };
}

const typedSource = Type.Object({
  type: Type.Enum(['File', 'Secret', 'EnvVar', 'InsecureInline']),
  file: Type.Optional(Type.Object({ path: Type.String({ minLength: 1, maxLength: 4096 }) })),
  secretRef: Type.Optional(
    Type.Object({
      kind: Type.Enum(['Secret'], { default: 'Secret' }),
      name: Type.String({ minLength: 1, maxLength: 253 }),
    }),
  ),
  envVar: Type.Optional(Type.Object({ name: Type.String({ minLength: 1, maxLength: 253 }) })),
  insecureInline: Type.Optional(Type.Object({ value: secretText })),
});

/** typedDataSource is the same in MeshIdentity's form: a type, and the field that belongs to it. */
export const typedDataSource = converted(
  typedSource,
  ({ type, file, secretRef, envVar, insecureInline }, report): DataSource | undefined => {
    switch (type) {
      case 'File':
        if (file !== undefined) return { kind: 'file', path: file.path };
        break;
      case 'Secret':
        if (secretRef !== undefined) return { kind: 'secret', name: secretRef.name };
        break;
      case 'EnvVar':
        if (envVar !== undefined) return { kind: 'variable', name: envVar.name };
        break;
      case 'InsecureInline':
        if (insecureInline !== undefined) return { kind: 'inline', text: insecureInline.value };
        break;
    }
    report(`is required where the type is ${type}`, fieldOfType[type]);
    return undefined;
  },
);

const fieldOfType = {
  File: 'file',
  Secret: 'secretRef',
  EnvVar: 'envVar',
  InsecureInline: 'insecureInline',
} as const;
