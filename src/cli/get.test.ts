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

describe('fairlead get of several kinds', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    const named = (kind: string, name: string) =>
      `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;
    place.write('some.yaml', [named('Namespace', 'shop'), named('ConfigMap', 'texts')].join('---\n'));
  });
  after(() => place.close());

  it('lists each, by its type', async () => {
    const listed = await place.run(['get', 'namespaces,cm,ns', '-f', 'some.yaml', '-o', 'name']);
    assert.equal(succeeded(listed), 'namespace/shop\nconfigmap/texts\n');
  });

  it('says which of them is not a kind', async () => {
    const { code, stderr } = await place.run(['get', 'namespaces,shops', '-f', 'some.yaml']);
    assert.equal(code, 2);
    assert.match(stderr, /^fairlead: "shops" is not a kind; there are /);
  });
});

describe('kinds of several dialects that have one name', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    const named = (apiVersion: string, name: string, spec: string) =>
      `apiVersion: ${apiVersion}\nkind: Backend\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
    const endpoints = 'endpoints: [{ip: {address: 192.0.2.1, port: 80}}]';
    const own = 'endpoints: [{ip: 192.0.2.1, port: 80}]';
    place.write(
      'both.yaml',
      [
        named('gateway.envoyproxy.io/v1alpha1', 'theirs', endpoints),
        named('gateway.envoyproxy.io/v1alpha1', 'twice', endpoints),
        named('fairlead.dev/v1alpha1', 'ours', own),
        named('fairlead.dev/v1alpha1', 'twice', own),
      ].join('---\n'),
    );
  });
  after(() => place.close());

  it('are listed together, each by its type', async () => {
    const listed = succeeded(await place.run(['get', 'backends', '-f', 'both.yaml']));
    assert.deepEqual(listed.match(/^\S+\/\S+/gm), [
      'backend.gateway.envoyproxy.io/theirs',
      'backend.gateway.envoyproxy.io/twice',
      'backend.fairlead.dev/ours',
      'backend.fairlead.dev/twice',
    ]);
    const { items } = JSON.parse(succeeded(await place.run(['get', 'be', '-f', 'both.yaml', '-o', 'json'])));
    assert.equal(items.length, 4);
  });

  it('are asked for by a name that one of them has', async () => {
    for (const name of ['theirs', 'ours']) {
      assert.match(
        succeeded(await place.run(['get', `backend/${name}`, '-f', 'both.yaml'])),
        RegExp(`^${name}`, 'm'),
      );
      assert.match(
        succeeded(await place.run(['explain', `backend/${name}`, '-f', 'both.yaml'])),
        RegExp(name),
      );
    }
  });

  it('are told apart by their groups where several have the name', async () => {
    for (const command of ['get', 'explain']) {
      const refused = await place.run([command, 'backend/twice', '-f', 'both.yaml']);
      assert.equal(
        refused.stderr,
        'fairlead: there are several of that name: say backend.gateway.envoyproxy.io/twice or backend.fairlead.dev/twice\n',
      );
      const said = await place.run([command, 'backend.fairlead.dev/twice', '-f', 'both.yaml']);
      assert.match(succeeded(said), /twice/);
    }
  });

  it('are missed by the first that the word means', async () => {
    const missed = await place.run(['get', 'backend/nobody', '-f', 'both.yaml']);
    assert.equal(missed.stderr, 'fairlead: backends "nobody" not found in namespace default\n');
  });
});
