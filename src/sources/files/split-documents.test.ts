import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { splitDocuments } from './split-documents.ts';

const split = (text: string): string[] => {
  const bytes = Buffer.from(text);
  return splitDocuments(bytes).map(({ start, end }) => bytes.toString('utf8', start, end));
};

describe('splitDocuments', () => {
  it('ends documents at markers in the first column, which belong to the document that they begin', () => {
    assert.deepEqual(split('a: 1\n---\nb: 2\n--- # c\nc: 3'), ['a: 1\n', '---\nb: 2\n', '--- # c\nc: 3']);
    assert.deepEqual(split('---\na: 1\n'), ['---\na: 1\n']);
    assert.deepEqual(split('a: 1\r\n---\r\nb: 2\r\n'), ['a: 1\r\n', '---\r\nb: 2\r\n']);
  });

  it('is not misled by what only looks like one', () => {
    for (const text of [
      'a: |\n  ---\n  b\n',
      'a: 1\n---b: 2\n',
      '----\n',
      'a: "x\n ---\n"\n',
      '...a\n',
      '--\n-\n',
    ]) {
      assert.deepEqual(split(text), [text]);
    }
  });

  it('takes a document end for an end', () => {
    assert.deepEqual(split('a: 1\n...\nb: 2\n...\n'), ['a: 1\n', 'b: 2\n']);
    assert.deepEqual(split('a: 1\n...\n---\nb: 2\n'), ['a: 1\n', '---\nb: 2\n']);
  });

  it('leaves directives with their document, and a byte order mark out', () => {
    assert.deepEqual(split('\ufeff%YAML 1.2\n# c\n---\na: 1\n---\nb: 2\n'), [
      '%YAML 1.2\n# c\n---\na: 1\n',
      '---\nb: 2\n',
    ]);
    assert.deepEqual(split('a: 1\n...\n# c\n%YAML 1.2\n---\nb: 2\n'), [
      'a: 1\n',
      '# c\n%YAML 1.2\n---\nb: 2\n',
    ]);
    assert.deepEqual(split('\ufeff---\na: 1\n'), ['---\na: 1\n']);
  });

  it('gives nothing for nothing', () => {
    for (const text of ['', '\n \t\r\n', '\ufeff']) assert.deepEqual(split(text), []);
  });

  it('finds the documents that a full parser finds', () => {
    const body = fc.constantFrom(
      'a: 1\n',
      '- 1\n- 2\n',
      'a: |\n  ---\n  ...\n',
      '"---"\n',
      '{a: [1,\n 2]}\n',
      'x: ---\n',
    );
    const between = fc.constantFrom(
      '---\n',
      '--- # next\n',
      '...\n---\n',
      '...\n%YAML 1.2\n---\n',
      '\n---\t\n',
      '...\n# c\n---\n',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(body, between), { minLength: 1, maxLength: 6 }), parts => {
        const text = parts
          .map(([document, separator], i) => (i === 0 ? document : separator + document))
          .join('');
        const documents = parseAllDocuments(text);
        assert.ok(Array.isArray(documents));
        const slices = split(text).map(slice => parseAllDocuments(slice));
        // A slice of comments alone holds none.
        assert.ok(slices.every(slice => slice.length <= 1));
        assert.deepEqual(
          slices.flat().map(document => document.toJS()),
          documents.map(document => document.toJS()),
        );
      }),
    );
  });
});
