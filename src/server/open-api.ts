import { type ServedKind, servedKinds } from '#inspect';
import { writtenSchemas } from '#resources';
import { type ObjectPath, objectPath } from './object-path.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * AskedPath is a question in the document: its path, with `:` before variable segments, and the query parameters that it may
 * have.
 */
export interface AskedPath {
  readonly path: string;
  readonly query?: readonly string[];
}

const text = { type: 'string' };
const problem = json('what is wrong, and where', { $ref: '#/components/schemas/Problem' });

/** openApi is the API as an OpenAPI document, made from the same schemas that check what is sent. */
export function openApi(questions: readonly AskedPath[]): Json {
  const paths: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = { Problem: problemSchema };
  for (const kind of servedKinds) {
    const { usual, universal } = writtenSchemas(kind.id);
    schemas[schemaName(kind, 'usual')] = usual;
    Object.assign(paths, pathsOf(kind, 'usual'));
    if (universal === undefined) continue;
    schemas[schemaName(kind, 'universal')] = universal;
    Object.assign(paths, pathsOf(kind, 'universal'));
  }
  for (const { path, query = [] } of questions) {
    const open = path.split('/').flatMap(segment => (segment.startsWith(':') ? segment.slice(1) : []));
    paths[path.replaceAll(/:(\w+)/g, '{$1}')] = {
      parameters: open.map(pathParameter),
      get: {
        summary: `Asks ${path}`,
        parameters: query.map(queryParameter),
        responses: { 200: { description: 'the answer' }, default: { description: 'why there is none' } },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Fairlead', version: '1', description: 'Objects of a store, and what becomes of them.' },
    paths,
    components: { schemas },
  };
}

function schemaName({ id }: ServedKind, form: ObjectPath['form']): string {
  return `${id.replace('/', '.')}${form === 'universal' ? '.universal' : ''}`;
}

function pathsOf(kind: ServedKind, form: ObjectPath['form']): Json {
  const isWithin = form === 'usual' ? kind.namespaced : kind.universal?.scope === 'Mesh';
  const within = form === 'usual' ? 'namespace' : 'mesh';
  const schema = { $ref: `#/components/schemas/${schemaName(kind, form)}` };
  const at = (path: Partial<ObjectPath>) =>
    decodeURIComponent(objectPath({ form, kind, ...path })).replaceAll(/<(\w+)>/g, '{$1}');
  const place = isWithin ? { namespace: `<${within}>` } : {};
  const parameters = isWithin ? [pathParameter(within)] : [];
  const object = {
    parameters: [...parameters, pathParameter('name')],
    get: {
      summary: `Reads a ${kind.kind}`,
      responses: { 200: json('the object, with its status', schema), default: problem },
    },
    put: {
      summary: `Writes a ${kind.kind}`,
      parameters: ['If-Match', 'If-None-Match'].map(name => ({ name, in: 'header', schema: text })),
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: { 200: json('changed', warned), 201: json('created', warned), default: problem },
    },
    delete: {
      summary: `Removes a ${kind.kind}`,
      responses: { 200: json('removed', warned), default: problem },
    },
  };
  const list = {
    get: {
      summary: `Lists ${kind.plural}`,
      parameters: [
        { name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000 } },
        ...['offset', 'name', 'tag'].map(queryParameter),
      ],
      responses: { 200: json('a page', page(schema)), default: problem },
    },
  };
  return {
    [at({ ...place, name: '<name>' })]: object,
    [at(place)]: { parameters, ...list },
    [at({})]: list,
  };
}

function page(schema: Json): Json {
  return {
    type: 'object',
    properties: {
      total: { type: 'integer' },
      next: { type: ['string', 'null'] },
      items: { type: 'array', items: schema },
    },
  };
}

const warned = { type: 'object', properties: { warnings: { type: 'array', items: text } } };

const problemSchema = {
  type: 'object',
  properties: {
    type: text,
    status: { type: 'integer' },
    title: text,
    detail: text,
    invalid_parameters: {
      type: 'array',
      items: { type: 'object', properties: { field: text, reason: text } },
    },
  },
};

function json(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function pathParameter(name: string): Json {
  return { name, in: 'path', required: true, schema: { type: 'string', minLength: 1, maxLength: 253 } };
}

function queryParameter(name: string): Json {
  return { name, in: 'query', schema: text };
}
