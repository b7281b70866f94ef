import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideSecrets, restoreSecrets } from './secrets.ts';

const authority = (name: string, key: string) => ({
  name,
  type: 'provided',
  conf: { cert: { inlineString: `cert of ${name}` }, key: { inlineString: key } },
});
const mesh = (...backends: unknown[]) => ({ type: 'Mesh', name: 'default', mtls: { backends } });

test('what a schema calls secret is hidden wherever it stands, in both written forms', () => {
  const text = JSON.stringify([
    hideSecrets(mesh(authority('a', 'hunter2'))),
    hideSecrets({
      apiVersion: 'kuma.io/v1alpha1',
      kind: 'Mesh',
      metadata: { name: 'default' },
      spec: { mtls: { backends: [authority('a', 'hunter2')] } },
    }),
    hideSecrets({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations: { note: 'hunter2' } },
      data: { a: 'hunter2' },
      stringData: { b: 'hunter2' },
    }),
  ]);
  assert.doesNotMatch(text, /hunter2/);
  assert.match(text, /"stringData":\{"b":"<redacted>"\}/);
});

test('hidden values come back from the same places, by the names of items, and none by guessing', () => {
  const stored = mesh(authority('a', 'key of a'), authority('b', 'key of b'));
  const [a, b] =
    hideSecrets(stored).mtls === undefined
      ? []
      : (hideSecrets(stored).mtls as { backends: unknown[] }).backends;
  assert.deepEqual(restoreSecrets(mesh(a, b), stored), { object: stored, lost: [] });
  const swapped = mesh(authority('b', 'key of b'), authority('a', 'key of a'));
  assert.deepEqual(restoreSecrets(mesh(b, a), stored), { object: swapped, lost: [] });
  const renamed = { ...(a as object), name: 'c' };
  assert.deepEqual(restoreSecrets(mesh(renamed), stored).lost, [
    'mtls.backends[0].conf.cert.inlineString',
    'mtls.backends[0].conf.key.inlineString',
  ]);
  assert.deepEqual(restoreSecrets(mesh(a), undefined).lost.length, 2);
});

test('what has nothing secret is given back as it is', () => {
  const object = { type: 'Dataplane', name: 'a', networking: { address: '10.0.0.1' } };
  assert.equal(hideSecrets(object), object);
  assert.equal(restoreSecrets(object, undefined).object, object);
  assert.deepEqual(hideSecrets({ kind: 'Nothing' }), { kind: 'Nothing' });
});
