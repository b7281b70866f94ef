import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { noPlace, runInCloud } from './cloud/place.ts';
import type { SeenInCloud } from './cloud/services.ts';

type Answered = SeenInCloud & { readonly status: number };

interface Run {
  readonly answers: Readonly<Record<'place' | 'other' | 'admin' | 'open' | 'keyless', Answered>>;
  readonly shared: readonly Answered[];
  readonly condition: { readonly conditions: readonly { readonly message: string }[] };
  readonly came: Answered;
  readonly pushed: readonly string[];
  readonly followed: Answered;
  readonly told: readonly string[];
}

const host = 'orders.azurewebsites.net';

describe('functions of Azure’s, through a real Envoy', { skip: noPlace }, () => {
  let run: Run;
  before(() => {
    run = runInCloud('call-azure.ts', [host]) as Run;
  });

  it('a request is a call of the function at the host of its app, by its own key, and keeps what it asks', () => {
    const { status, ...seen } = run.answers.place;
    assert.equal(status, 200);
    const path = '/api/place?order=1&b=%20';
    assert.deepEqual(seen, { serverName: host, host, path, functionsKey: 'key-of-place' });
  });

  it('a function without a key of its own is called by that of its app, and so is one of level Admin', () => {
    const { other, admin } = run.answers;
    assert.deepEqual([other.path, other.functionsKey], ['/api/other', 'key-of-all']);
    assert.deepEqual([admin.path, admin.functionsKey], ['/api/admin', 'key-of-glooctl']);
  });

  it('one of level Anonymous is called by no key of ours', () => {
    assert.deepEqual([run.answers.open.path, run.answers.open.functionsKey], ['/api/open', 'of-the-client']);
  });

  it('functions that share a rule are each called by their own path and key', () => {
    const calls = new Set(run.shared.map(({ path, functionsKey }) => `${path} ${functionsKey}`));
    assert.deepEqual(calls, new Set(['/api/place key-of-place', '/api/open of-the-client']));
  });

  it('one without its key is not accepted, alone; it is called when that comes, and by another as soon as that changes', () => {
    assert.equal(run.answers.keyless.status, 500);
    const [condition] = run.condition.conditions;
    assert.equal(
      condition?.message,
      'The Upstream was not accepted: names Secret default/nobodys, which was not found',
    );
    assert.equal(run.came.functionsKey, 'key-that-came');
    assert.deepEqual(run.pushed, ['secret']);
    assert.equal(run.followed.functionsKey, 'key-that-followed');
  });

  it('no key stands in what Envoy tells of itself, nor in what is shown of what it was sent', () => {
    for (const text of run.told)
      for (const hidden of ['key-of-place', 'key-of-all', 'key-of-glooctl', 'key-that-followed'])
        assert.ok(!text.includes(hidden), hidden);
    assert.match(run.told[0] ?? '', /functionkey[.]upstream/);
  });
});
