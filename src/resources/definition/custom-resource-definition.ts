import type { Json } from '#lib/json.ts';
import type { DefinedKind } from '../define-kind.ts';
import { type AnyKind, kinds } from '../kinds.ts';
import { type Field, fieldsWithin } from '../reference/field.ts';
import { type Words, wordsOf } from '../reference/words.ts';
import { words as wordsOfKinds } from '../words.ts';
import { statusSchema } from './status-schema.ts';
import { structuralSchema } from './structural-schema.ts';

/** Definition is a CustomResourceDefinition. */
export interface Definition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly names: { readonly plural: string; readonly [field: string]: Json };
    readonly [field: string]: Json;
  };
}

/** The columns of all of our own kinds. */
const columns = [
  condition('Accepted', 'Whether it can be used.', 'status', 0),
  condition(
    'Ready',
    'Whether some endpoint can be sent requests, as proxies tell.',
    'status',
    0,
    'EndpointsReady',
  ),
  { name: 'Healthy', type: 'integer', jsonPath: '.status.endpoints.healthy', priority: 1 },
  { name: 'Unhealthy', type: 'integer', jsonPath: '.status.endpoints.unhealthy', priority: 1 },
  condition('Reason', 'Why it is accepted or is not.', 'reason', 1, 'Accepted'),
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
] as const satisfies readonly Json[];

/** ownDefinitions are the definitions of the kinds of `fairlead.dev`, which nobody else defines. */
export function ownDefinitions(): readonly Definition[] {
  return kinds.filter(({ group }) => group === 'fairlead.dev').map(definitionOf);
}

function definitionOf(kind: AnyKind & DefinedKind<string, unknown>): Definition {
  const { group, plural, shortNames, scope, versions, body } = kind;
  const words = wordsOfKinds[kind.id];
  const { properties, ...root } = structuralSchema(body, describing(fieldsWithin(body, ''), words));
  const schema = {
    openAPIV3Schema: {
      ...root,
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        ...(properties as { readonly [name: string]: Json }),
        status: statusSchema,
      },
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        singular: kind.kind.toLowerCase(),
        shortNames,
        categories: ['fairlead'],
      },
      scope,
      versions: versions.map((name, i) => ({
        name,
        served: true,
        storage: i === 0,
        subresources: { status: {} },
        additionalPrinterColumns: columns,
        schema,
      })),
    },
  };
}

/** Fields whose path ends in `[]` are list items; their words are those of the list. */
function describing(fields: readonly Field[], words: Words): (path: string) => string | undefined {
  const said = new Map<string, string>();
  const note = (field: Field): void => {
    const text = wordsOf(field, words);
    if (text !== undefined) said.set(field.path.replace(/\[\]$/, ''), text);
    field.fields.forEach(note);
  };
  fields.forEach(note);
  return path => (path === '' ? words[''] : said.get(path));
}

function condition(
  name: string,
  description: string,
  field: 'status' | 'reason',
  priority: 0 | 1,
  type = name,
) {
  const jsonPath = `.status.conditions[?(@.type=="${type}")].${field}`;
  return { name, type: 'string', description, jsonPath, priority };
}
