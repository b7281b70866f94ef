import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeResource } from '#resources';
import { fixedValues, storyDocuments } from './harness/cases.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

/** Every document of every story: the same key comes in several variants. */
const documents = storyDocuments({ ...fixedValues, ...makeKeyPair() }).filter(
  (d): d is Record<string, unknown> => typeof d === 'object' && d !== null,
);

/** thinned drops a part of a document, so that there are broken and lesser variants of everything. */
function thinned(document: Record<string, unknown>, picks: readonly number[]): unknown {
  const copy = structuredClone(document);
  let at: unknown = copy;
  for (const pick of picks) {
    if (typeof at !== 'object' || at === null) break;
    const keys = Object.keys(at).filter(key => !['apiVersion', 'kind', 'metadata'].includes(key));
    const key = keys[pick % Math.max(keys.length, 1)];
    if (key === undefined) break;
    const parent: Record<string, unknown> = at as Record<string, unknown>;
    const child = parent[key];
    if (typeof child !== 'object' || child === null || pick % 5 === 0) {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    }
    at = child;
  }
  return copy;
}

type Edit =
  | { readonly kind: 'put'; readonly document: unknown }
  | { readonly kind: 'remove'; readonly key: string };

const index = fc.nat(documents.length - 1);
const anyDocument = fc
  .tuple(index, fc.option(fc.array(fc.nat(50), { minLength: 1, maxLength: 6 })))
  .map(([i, picks]) => {
    const document = documents[i] ?? {};
    return picks === null ? document : thinned(document, picks);
  });
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 3, arbitrary: anyDocument.map(document => ({ kind: 'put', document }) as const) },
  { weight: 1, arbitrary: index.map(i => ({ kind: 'remove', key: keyOf(documents[i]) }) as const) },
);

function keyOf(document: unknown): string {
  const { ref } = decodeResource(document);
  return ref === undefined ? 'unnamed' : resourceKey(ref);
}

describe('any sequence of edits', () => {
  it('equals a fresh start from what it left', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 60 }), edits => {
        const edited = evaluate();
        const left = new Map<string, unknown>();
        for (const edit of edits) {
          if (edit.kind === 'remove') {
            edited.remove(edit.key);
            left.delete(edit.key);
          } else {
            edited.put(JSON.stringify(edit.document));
            left.set(keyOf(edit.document), edit.document);
          }
        }
        const fresh = evaluate();
        for (const document of [...left.values()].reverse()) fresh.put(JSON.stringify(document));
        assert.deepEqual(edited.outcome(), fresh.outcome());
      }),
      { numRuns: 150 },
    );
  });

  it('leaves nothing behind when everything is removed', () => {
    const edited = evaluate(documents.map(d => JSON.stringify(d)).join('\n---\n'));
    for (const document of documents) edited.remove(keyOf(document));
    assert.deepEqual(edited.outcome(), { proxies: {}, status: {}, findings: {} });
    const held = edited.graph.dump().filter(c => c.size > 0);
    assert.deepEqual(
      held.map(c => c.name),
      [],
    );
  });
});
