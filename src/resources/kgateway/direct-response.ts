import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { headerValue } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, ruled } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import { atMostOneOf } from '../schema/one-of.ts';

const text = Type.String({ minLength: 1, maxLength: 4096 });

/** WrittenFormat is a body in which Envoy's command operators are expanded. */
interface WrittenFormat {
  readonly text: string;
  readonly contentType?: string;
}

const bodyFormat = converted(
  Type.Object({
    text: Type.Optional(text),
    json: Type.Optional(anything),
    contentType: Type.Optional(headerValue),
  }),
  ({ text, json, contentType }, report): WrittenFormat | undefined => {
    if ((text === undefined) === (json === undefined)) report('must have one of json, text');
    if (json !== undefined) report('is not served: write the same as text', 'json');
    return text === undefined ? undefined : { text, ...(contentType === undefined ? {} : { contentType }) };
  },
);

const spec = ruled(
  Type.Object({
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    body: Type.Optional(text),
    bodyFormat: Type.Optional(bodyFormat),
  }),
  atMostOneOf('body', 'bodyFormat'),
);

/** DirectResponseSpec is a response without any backend; `format` is a body with command operators. */
export interface DirectResponseSpec {
  readonly status: number;
  readonly body?: string;
  readonly format?: WrittenFormat;
}

/** directResponse is kgateway's. */
export const directResponse = defineKind({
  id: 'kgateway/DirectResponse',
  group: 'gateway.kgateway.dev',
  kind: 'DirectResponse',
  plural: 'directresponses',
  shortNames: ['dr'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec: { bodyFormat, ...same } }): DirectResponseSpec => ({
    ...same,
    ...(bodyFormat === undefined ? {} : { format: bodyFormat }),
  }),
});
export type DirectResponse = ResourceOf<typeof directResponse>;
