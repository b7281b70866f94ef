import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

describe('fairlead get findings', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
  });
  after(() => place.close());

  it('says how many it does not show, and what shows them', async () => {
    const broken = (n: number) =>
      `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: b-${n}}\nspec: {endpoints: 7}\n`;
    place.write('many.yaml', Array.from({ length: 2003 }, (_, n) => broken(n)).join('---\n'));
    const some = await place.run(['get', 'findings', '-f', 'many.yaml']);
    assert.equal(succeeded(some).trimEnd().split('\n').length, 2000);
    assert.equal(some.stderr, 'and 3 more: fairlead check -f PATH lists every mistake in files\n');
    const all = await place.run(['check', '-f', 'many.yaml']);
    assert.equal(all.stdout.match(/: error: backend\/default\/b-\d+ /g)?.length, 2003);
  });
});
