import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/schema';
import { kinds } from '../kinds.ts';
import { converted, defaulted, ruled } from './annotate.ts';
import type { JsonSchema } from './json-schema.ts';
import { mapOf } from './map-of.ts';
import { compileReader } from './reader.ts';

function messages(schema: TSchema, input: unknown): readonly string[] {
  return compileReader(schema)(input).findings.map(({ path, message }) => `${path}: ${message}`);
}

const shop = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 5, pattern: '^[a-z]+$', '~wants': 'a word in lower case' }),
  size: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  ratio: Type.Optional(Type.Number({ minimum: 0, maximum: 1.5 })),
  sort: Type.Enum(['Exact', 'PathPrefix'], { default: 'PathPrefix' }),
  open: Type.Boolean({ default: false }),
  tags: Type.Array(Type.String(), { maxItems: 2, default: [] }),
  notes: mapOf(Type.String({ pattern: '^[a-z]+$', '~wants': 'a word' }), Type.String(), 2),
  place: defaulted(Type.Object({ street: Type.String({ default: 'Main' }) }), {}),
  either: Type.Optional(Type.Union([Type.Integer(), Type.String(), Type.Object({ x: Type.Integer() })])),
});

test('defaults are filled in, also inside defaults', () => {
  const { value, findings } = compileReader(shop)({ name: 'abc' });
  assert.deepEqual(findings, []);
  assert.deepEqual(value, {
    name: 'abc',
    sort: 'PathPrefix',
    open: false,
    tags: [],
    notes: {},
    place: { street: 'Main' },
  });
});

test('null is the same as nothing', () => {
  const { value, findings } = compileReader(shop)({ name: 'abc', size: null, sort: null, tags: null });
  assert.deepEqual(findings, []);
  assert.equal(value?.sort, 'PathPrefix');
  assert.ok(value !== undefined && !('size' in value));
});

test('what is read shares nothing with the input', () => {
  const input = { name: 'abc', tags: ['a'], notes: { n: 'x' }, place: { street: 's' } };
  const { value } = compileReader(shop)(input);
  input.tags.push('b');
  input.notes.n = 'changed';
  input.place.street = 'changed';
  assert.deepEqual([value?.tags, value?.notes, value?.place], [['a'], { n: 'x' }, { street: 's' }]);
});

test('defaults are shared, and so frozen', () => {
  const read = compileReader(shop);
  const [a, b] = [read({ name: 'a' }).value, read({ name: 'b' }).value];
  assert.equal(a?.place, b?.place);
  assert.ok(Object.isFrozen(a?.place) && Object.isFrozen(a?.tags));
});

const mistakes: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['a list for a map', [], [': must be a map, but is a list']],
  ['nothing required', {}, ['name: is required']],
  ['a number for a text', { name: 5 }, ['name: must be text, but is the number 5; put it in quotes']],
  ['a map for a text', { name: {} }, ['name: must be text, but is a map']],
  ['a time for a text', { name: new Date(0) }, ['name: must be text, but is a time']],
  ['a text for a share', { name: 'a', ratio: '1' }, ['ratio: must be a number, but is the text "1"']],
  ['too large a share', { name: 'a', ratio: 1.6 }, ['ratio: must be from 0 to 1.5, but is 1.6']],
  ['an empty text', { name: '' }, ['name: must not be empty']],
  ['a long text', { name: 'a'.repeat(6) }, ['name: must have at most 5 characters, but has 6']],
  ['a text of another form', { name: 'A' }, ['name: must be a word in lower case, but is "A"']],
  [
    'a text for a number',
    { name: 'a', size: '5' },
    ['size: must be a whole number, but is the text "5"; write it without quotes'],
  ],
  ['a fraction', { name: 'a', size: 1.5 }, ['size: must be a whole number, but is the number 1.5']],
  ['a number out of range', { name: 'a', size: 10 }, ['size: must be from 1 to 9, but is 10']],
  [
    'an unknown choice',
    { name: 'a', sort: 'prefix' },
    ['sort: must be one of Exact, PathPrefix, but is "prefix"'],
  ],
  [
    'a choice nearly right',
    { name: 'a', sort: 'exact' },
    ['sort: must be one of Exact, PathPrefix, but is "exact"; did you mean Exact?'],
  ],
  [
    'a text for a boolean',
    { name: 'a', open: 'yes' },
    ['open: must be true or false, but is the text "yes"'],
  ],
  ['a map for a list', { name: 'a', tags: {} }, ['tags: must be a list, but is a map']],
  ['a long list', { name: 'a', tags: ['', '', ''] }, ['tags: must have at most 2 items, but has 3']],
  [
    'a wrong item',
    { name: 'a', tags: ['', 1] },
    ['tags[1]: must be text, but is the number 1; put it in quotes'],
  ],
  ['a wrong key', { name: 'a', notes: { 'a.b/C': '' } }, ['notes["a.b/C"]: must be a word, but is "a.b/C"']],
  [
    'a wrong value',
    { name: 'a', notes: { a: 1 } },
    ['notes.a: must be text, but is the number 1; put it in quotes'],
  ],
  [
    'a large map',
    { name: 'a', notes: { a: '', b: '', c: '' } },
    ['notes: must have at most 2 entries, but has 3'],
  ],
  [
    'a value of no branch',
    { name: 'a', either: true },
    ['either: must be a number or text or a map, but is true'],
  ],
  ['a mistake inside a branch', { name: 'a', either: {} }, ['either.x: is required']],
  [
    'an unknown field',
    { name: 'a', tagz: [] },
    ['tagz: is not a field that is known here, so it is ignored; did you mean `tags`?'],
  ],
  ['an alien field', { name: 'a', quux: 1 }, ['quux: is not a field that is known here, so it is ignored']],
  ['two mistakes', { name: '', size: 0 }, ['name: must not be empty', 'size: must be from 1 to 9, but is 0']],
];

for (const [name, input, expected] of mistakes) {
  test(`${name} is said in a sentence`, () => {
    assert.deepEqual(messages(shop, input), expected);
  });
}

test('a name in another case means the field where that is not there, and is said to be written otherwise', () => {
  const read = compileReader(shop);
  const { value, findings } = read({ Name: 'a' });
  assert.equal(value?.name, 'a');
  assert.deepEqual(
    findings.map(({ severity, path }) => [severity, path]),
    [['warning', 'Name']],
  );
  assert.equal(read({ name: 'a', Name: 'b' }).value?.name, 'a');
  assert.equal(compileReader(shop, { refusesUnknown: true })({ Name: 'a' }).value, undefined);
});

test('unknown fields are warnings, and only warnings leave a value', () => {
  const { value, findings } = compileReader(shop)({ name: 'a', quux: 1 });
  assert.deepEqual(
    findings.map(({ severity, reason }) => [severity, reason]),
    [['warning', 'UnknownField']],
  );
  assert.equal(value?.name, 'a');
  assert.equal(compileReader(shop)({ quux: 1 }).value, undefined);
});

test('unknown fields are errors where a kind refuses them, wherever they stand', () => {
  const read = compileReader(shop, { refusesUnknown: true });
  const { value, findings } = read({ name: 'a', place: { streat: 'x' } });
  assert.equal(value, undefined);
  assert.deepEqual(
    findings.map(({ severity, reason, path, message }) => [severity, reason, path, message]),
    [
      [
        'error',
        'UnknownField',
        'place.streat',
        'is not a field that is known here, so take it out; did you mean `street`?',
      ],
    ],
  );
});

test('ignored fields are known, and not read', () => {
  const read = compileReader(Type.Object({}, { '~ignores': ['status'] }), { ignores: ['kind'] });
  assert.deepEqual(read({ status: 1, kind: 2 }), { value: {}, findings: [] });
});

test('rules and conversions see only values whose parts are right, and conversions only what passed the rules', () => {
  const seen: unknown[] = [];
  const text = ruled(Type.Object({ a: Type.Integer() }), ({ a }, report) => {
    seen.push(a);
    if (a < 0) report('must not be negative', 'a');
  });
  const read = compileReader(converted(text, ({ a }, _, path) => `${path()}:${a}`));
  assert.equal(read({ a: 1 }).value, ':1');
  assert.deepEqual(
    read({ a: -1 }).findings.map(({ path }) => path),
    ['a'],
  );
  assert.equal(read({ a: 'x' }).value, undefined);
  assert.deepEqual(seen, [1, -1]);
});

test('a secret is never quoted', () => {
  const schema = Type.String({ pattern: '^x$', '~wants': 'x', '~secret': true });
  for (const input of ['hunter2', 12345]) {
    assert.ok(!JSON.stringify(messages(schema, input)).match(/hunter2|12345/));
  }
});

test('a long list of mistakes is counted, and errors are not crowded out by warnings', () => {
  const schema = Type.Object({ list: Type.Array(Type.Integer()) });
  const strangers = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`stranger${i}`, i]));
  const { findings } = compileReader(schema)({ list: Array(500).fill('x'), ...strangers });
  assert.equal(findings.filter(({ severity }) => severity === 'error').length, 11);
  assert.equal(findings.length, 21);
  assert.match(findings.at(-1)?.message ?? '', /980 more/);
});

test('keys of a map named after what objects inherit are keys like others', () => {
  const schema = mapOf(Type.String(), Type.String(), 9);
  const input: unknown = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
  const { value, findings } = compileReader(schema)(input);
  assert.deepEqual(findings, []);
  assert.deepEqual(Object.entries(value ?? {}), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', 'c'],
  ]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

/** asJsonSchema is what a CRD says: no annotations of ours (a validator passes over the one that says `anything`), and what has a default is not required. */
function asJsonSchema(schema: JsonSchema): JsonSchema {
  const bare = JSON.parse(JSON.stringify(schema), function (this: unknown, key: string, value: unknown) {
    if (key.startsWith('~') && key !== '~anything') return undefined;
    if (key !== 'required' || !Array.isArray(value)) return value;
    const { properties } = this as { properties: Record<string, JsonSchema> };
    const required = value.filter(name => properties[String(name)]?.default === undefined);
    return required.length > 0 ? required : undefined;
  });
  return bare;
}

/** right makes values of a schema, near the same with a mistake here and there. */
const right = (schema: JsonSchema): fc.Arbitrary<unknown> => valuesOf(schema, right);
const near = (schema: JsonSchema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 50, arbitrary: valuesOf(schema, near) }, { weight: 1, arbitrary: junk });

const junk = fc.constantFrom<unknown[]>(
  '',
  'x',
  'X y',
  0,
  -1,
  1.5,
  70_000,
  true,
  [],
  {},
  { x: 1 },
  ['x'],
  'a'.repeat(5000),
);

function valuesOf(
  schema: JsonSchema,
  part: (schema: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (schema['~anything'] === true) return junk;
  if (schema.enum !== undefined) return fc.constantFrom<unknown[]>(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(part));
  switch (schema.type) {
    case 'object': {
      if (schema.patternProperties !== undefined) {
        const [values = {}] = Object.values(schema.patternProperties);
        return fc.dictionary(text(schema.propertyNames ?? {}), part(values), { maxKeys: 3 });
      }
      const fields: Record<string, fc.Arbitrary<unknown>> = {};
      for (const [name, property] of Object.entries(schema.properties ?? {})) fields[name] = part(property);
      return fc.record(fields, { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array':
      return fc.array(part(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -10, max: schema.maximum ?? 100_000 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -10, max: schema.maximum ?? 100, noNaN: true });
    case 'boolean':
      return fc.boolean();
    default:
      return text(schema);
  }
}

function text({ pattern, minLength = 0, maxLength = Infinity }: JsonSchema): fc.Arbitrary<string> {
  if (pattern === undefined) return fc.string({ minLength, maxLength: Math.min(maxLength, 20) });
  const expression = new RegExp(pattern, 'u');
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && expression.test(text);
  // Texts are made without looking ahead, and those that then do not match are left out.
  return fc.stringMatching(new RegExp(pattern.replace(/\(\?[=!][^)]*\)/g, ''), 'u')).filter(fits);
}

for (const kind of kinds) {
  test(`${kind.id}: what is refused is what a validator of JSON Schema refuses`, () => {
    const schema = asJsonSchema(kind.body);
    const library = Compile(schema);
    const read = compileReader(schema);
    const count = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(fc.oneof(right(schema), near(schema), junk), input => {
        const { value, findings } = read(input);
        const expected = library.Check(input);
        count[expected ? 'right' : 'wrong']++;
        assert.equal(value !== undefined, expected, JSON.stringify(findings));
      }),
      { numRuns: 500 },
    );
    assert.ok(count.right > 100 && count.wrong > 20, JSON.stringify(count));
  });
}
