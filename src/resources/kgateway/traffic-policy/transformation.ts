import { Type } from 'typebox';
import type { Read } from '../../schema/readonly.ts';

const name = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: "^:?[A-Za-z0-9!#$%&'*+\\-.^_`|~]+$",
  '~wants': 'the name of a header, or one such as :path',
});
const template = Type.Object({ name, value: Type.Optional(Type.String({ maxLength: 4096 })) });
const templates = Type.Array(template, { maxItems: 16, default: [] });

const body = Type.Object({
  parseAs: Type.Enum(['AsString', 'AsJson', 'None'], { default: 'AsString' }),
  value: Type.Optional(Type.String({ maxLength: 65_536 })),
});

const changes = Type.Object(
  {
    set: templates,
    add: templates,
    remove: Type.Array(name, { maxItems: 16, default: [] }),
    body: Type.Optional(body),
  },
  { '~unserved': ['dynamicMetadata'] },
);

/** transformation changes headers and bodies of requests and answers by templates (Inja). */
export const transformation = Type.Object({
  request: Type.Optional(changes),
  response: Type.Optional(changes),
});

/** WrittenTransformation is the changes to requests, or to answers. */
export type WrittenTransformation = Read<typeof changes>;
