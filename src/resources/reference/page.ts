import type { TSchema } from 'typebox';
import type { Kind } from '../kind.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { type Field, fieldsWithin, type Served } from './field.ts';
import { type Words, wordsOf } from './words.ts';
import { defaultOf, writtenAs } from './written-as.ts';

/** A field with more fields than this within it has a table of its own. */
const tableSize = 4;

/** Section is a part of a page: the rows of one table. */
interface Section {
  readonly field: Field;
  readonly rows: readonly Row[];
}

/** Row is a field on a page, described here, or a reference to a field of the same shape that is described before (`sameAs`). */
export interface Row {
  readonly field: Field;
  readonly sameAs?: Field;
}

/** DescribedKind is a kind with the schema from which its page is made. */
export interface DescribedKind extends Kind<string, unknown> {
  readonly body: TSchema;
  readonly isUnserved?: true;
}

/** pageOf is the reference page of a kind: each field, how it is written, its default, and what it means. */
export function pageOf(kind: DescribedKind, words: Words): string {
  const root = wholeOf(kind);
  return `${[
    `# ${kind.kind}`,
    words[''] ?? '',
    namesOf(kind),
    kind.isUnserved ? '**Not served yet**: objects of this kind are checked, and have no effect.' : '',
    ...sectionsOf(root).flatMap(({ field, rows }) => [
      ...(field === root ? [] : [`## \`${field.path}\``, words[field.path] ?? '']),
      table(rows, words, field.path),
    ]),
  ]
    .filter(part => part !== '')
    .join('\n\n')}\n`;
}

/** rowsOf returns all rows of the page of a kind. */
export function rowsOf(kind: DescribedKind): readonly Row[] {
  return sectionsOf(wholeOf(kind)).flatMap(({ rows }) => rows);
}

/** The fields of a kind besides names and metadata. If `spec` is the only one, the page describes the fields within it. */
function wholeOf({ body }: DescribedKind): Field {
  const fields = fieldsWithin(body, '');
  const [only] = fields;
  const isAlone = fields.length === 1 && only !== undefined && only.fields.length > 0;
  return {
    path: '',
    schema: body,
    isRequired: true,
    served: 'served',
    fields: isAlone ? only.fields : fields,
  };
}

function namesOf({ group, versions, kind, scope, shortNames, universal }: DescribedKind): string {
  const versioned = versions.map(version => `\`${group === '' ? version : `${group}/${version}`}\``);
  const short = shortNames.length === 0 ? '' : ` · short ${shortNames.map(name => `\`${name}\``).join(', ')}`;
  const flat =
    universal === undefined
      ? ''
      : ` · without Kubernetes \`type: ${kind}\`${universal.scope === 'Mesh' ? ' and `mesh:`' : ''}`;
  return `\`kind: ${kind}\` · \`apiVersion:\` ${versioned.join(', ')} · ${scope === 'Cluster' ? 'of the cluster' : 'of a namespace'}${short}${flat}`;
}

function sectionsOf(field: Field, told = new Map<unknown, Field>()): readonly Section[] {
  const rows: Row[] = [];
  const below: Section[] = [];
  const take = (inner: Field) => {
    const sameAs = inner.fields.length > 0 ? told.get(shapeOf(inner)) : undefined;
    rows.push(sameAs === undefined ? { field: inner } : { field: inner, sameAs });
    if (sameAs !== undefined) return;
    told.set(shapeOf(inner), inner);
    if (hasTable(inner)) below.push(...sectionsOf(inner, told));
    else inner.fields.forEach(take);
  };
  field.fields.forEach(take);
  return [{ field, rows }, ...below];
}

function hasTable(field: Field): boolean {
  return count(field) > tableSize;
}

function count({ fields }: Field): number {
  return fields.reduce((sum, field) => sum + 1 + count(field), 0);
}

/** Identifies fields of the same shape: a copy of a schema shares its properties. */
function shapeOf({ schema = {} }: Field): unknown {
  const inner: JsonSchema = schema.items ?? schema;
  return inner.anyOf ?? inner.properties ?? inner;
}

/** `about` is the path of the field that the table describes. */
function table(rows: readonly Row[], words: Words, about: string): string {
  const told = rows.filter(({ field }) => field.served !== 'ignored').map(row => line(row, words, about));
  const ignored = rows
    .filter(({ field }) => field.served === 'ignored')
    .map(({ field }) => nameOf(field, about));
  return [
    ...(told.length === 0 ? [] : ['| field | written as | default | |', '|---|---|---|---|', ...told, '']),
    ...(ignored.length === 0 ? [] : [`Known, and without effect here: ${ignored.join(', ')}.`]),
  ]
    .join('\n')
    .trimEnd();
}

function nameOf({ path }: Field, about: string): string {
  return `\`${about === '' ? path : path.slice(about.length + 1)}\``;
}

function line({ field, sameAs }: Row, words: Words, about: string): string {
  const { schema, isRequired, served } = field;
  const name = nameOf(field, about);
  const where = sameAs ?? field;
  const linked = hasTable(where) ? `[${name}](#${anchorOf(where.path)})` : name;
  const written = schema === undefined ? '' : cell(writtenAs(schema));
  const without = isRequired ? '*required*' : ((schema && defaultOf(schema)) ?? '');
  const same = sameAs === undefined ? '' : `As \`${sameAs.path}\`.`;
  const newer = schema?.['~deprecated'];
  const old = newer === undefined ? '' : `**Deprecated**: write \`${newer}\`.`;
  const text = [servedWords[served], old, wordsOf(field, words) ?? '', same]
    .filter(part => part !== '')
    .join(' ');
  return `| ${linked} | ${written} | ${without} | ${cell(text)} |`;
}

const servedWords: Readonly<Record<Served, string>> = {
  served: '',
  warned: '**Not served yet**, and said so where it is written.',
  withheld: '**Not served yet**: what it is about is kept out of service.',
  ignored: '',
};

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** The anchor that GitHub makes from a heading. */
function anchorOf(path: string): string {
  return path.toLowerCase().replaceAll(/[^a-z0-9-]/g, '');
}
