import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '#lib/finding.ts';
import { readReview, reviewed } from './admission-review.ts';

const object = { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec: { size: 1 } };
const review = (request: object) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: { uid: 'u', operation: 'CREATE', object, ...request },
});
const finding = (message: string, path = 'spec.size'): Finding => ({
  severity: 'error',
  reason: 'Invalid',
  message,
  path,
});

describe('an AdmissionReview', () => {
  it('is about what is written', () => {
    assert.deepEqual(readReview(review({})), { uid: 'u', object });
    const before = { ...object, spec: { size: 2 } };
    assert.deepEqual(readReview(review({ operation: 'UPDATE', oldObject: before })), { uid: 'u', object });
    const relabelled = { ...object, metadata: { name: 'a', labels: { team: 'a' } } };
    assert.equal(readReview(review({ operation: 'UPDATE', oldObject: relabelled }))?.object, object);
  });

  it('asks nothing of deletions, of other parts, and of what changes nothing', () => {
    const annotated = { ...object, metadata: { name: 'a', annotations: { team: 'a' } } };
    for (const request of [
      { operation: 'DELETE', oldObject: object },
      { operation: 'CONNECT' },
      { subResource: 'status' },
      { object: { ...object, metadata: { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z' } } },
      { operation: 'UPDATE', oldObject: { ...annotated, status: { size: 1 } } },
      { object: null },
    ])
      assert.deepEqual(readReview(review(request)), { uid: 'u' }, JSON.stringify(request));
  });

  it('is nothing else', () => {
    for (const other of [
      undefined,
      [],
      {},
      { ...review({}), apiVersion: 'admission.k8s.io/v1beta1' },
      review({ uid: 7 }),
    ])
      assert.equal(readReview(other), undefined);
  });
});

describe('what is answered', () => {
  const answerTo = (refusals: readonly Finding[], warnings: readonly Finding[]) =>
    reviewed('u', { refusals, warnings }).response as {
      readonly allowed: boolean;
      readonly warnings?: readonly string[];
      readonly status?: {
        readonly message: string;
        readonly details: { readonly causes: readonly { readonly field: string }[] };
      };
    };

  it('names each mistake with its path, and refuses for one', () => {
    const { allowed, status } = answerTo([finding('must be 1'), finding('is of no kind', '')], []);
    assert.equal(allowed, false);
    assert.equal(status?.message, 'spec.size: must be 1; is of no kind');
    assert.deepEqual(
      status?.details.causes.map(({ field }) => field),
      ['spec.size', ''],
    );
    assert.deepEqual(answerTo([], []), { uid: 'u', allowed: true });
  });

  it('is bounded, and has no line break in it', () => {
    const many = Array.from({ length: 100 }, (_, i) => finding(`${i}\nis ${'long '.repeat(100)}`));
    const { warnings = [], status } = answerTo(many, many);
    assert.equal(warnings.length, 16);
    assert.equal(warnings.at(-1), 'and 85 more');
    assert.ok(warnings.every(text => text.length <= 256 && !text.includes('\n')));
    assert.match(status?.message ?? '', /; and 50 more$/);
    assert.equal(status?.details.causes.length, 50);
  });
});
