import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kinds } from '#resources';
import { type Field, fieldsWithin } from '../src/resources/reference/field.ts';
import { rowsOf } from '../src/resources/reference/page.ts';
import { referencePages } from '../src/resources/reference/reference-pages.ts';
import { wordsOf } from '../src/resources/reference/words.ts';
import { words } from '../src/resources/words.ts';

const folder = fileURLToPath(new URL('../docs/reference/', import.meta.url));

describe('the reference pages', () => {
  it('say what the schemas say', () => {
    const written = readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(folder, join(entry.parentPath, entry.name)));
    const pages = referencePages();
    assert.deepEqual(written.sort(), [...pages.keys()].sort(), 'write them anew: npm run docs');
    for (const [path, page] of pages) {
      assert.equal(readFileSync(join(folder, path), 'utf8'), page, `docs/reference/${path}: npm run docs`);
    }
  });

  for (const kind of kinds) {
    const said = words[kind.id];
    it(`have words for every field of ${kind.kind}, and for no other`, () => {
      const rows = rowsOf(kind);
      const paths = new Set(flat(fieldsWithin(kind.body, '')).map(({ path }) => path));
      const stray = Object.keys(said).filter(path => path !== '' && !paths.has(path));
      assert.deepEqual(stray, [], 'there are no such fields');
      const silent = rows.filter(
        ({ field }) => ['served', 'withheld'].includes(field.served) && wordsOf(field, said) === undefined,
      );
      assert.deepEqual(
        silent.map(({ field }) => field.path),
        [],
        'say what they are for',
      );
    });
  }
});

function flat(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap(field => [field, ...flat(field.fields)]);
}
