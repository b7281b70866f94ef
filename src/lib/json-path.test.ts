import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonPathError, pointersOf } from './json-path.ts';

const document = {
  virtual_hosts: [
    {
      name: 'a',
      routes: [
        { name: 'x', match: { prefix: '/' } },
        { name: 'y', 'odd/key': 1 },
      ],
    },
    { name: 'b', routes: [{ name: 'x', match: { prefix: '/b' } }] },
  ],
  name: 'table',
};
const found: Readonly<Record<string, readonly string[]>> = {
  $: [''],
  '$.name': ['/name'],
  'virtual_hosts[1].name': ['/virtual_hosts/1/name'],
  "$['virtual_hosts'][0]['routes'][1][\"odd/key\"]": ['/virtual_hosts/0/routes/1/odd~1key'],
  '$.virtual_hosts[*].name': ['/virtual_hosts/0/name', '/virtual_hosts/1/name'],
  '..match': ['/virtual_hosts/0/routes/0/match', '/virtual_hosts/1/routes/0/match'],
  "..routes[?(@.name=='x')]": ['/virtual_hosts/0/routes/0', '/virtual_hosts/1/routes/0'],
  "..routes[?(@.match.prefix == '/b')].match": ['/virtual_hosts/1/routes/0/match'],
  "..virtual_hosts[?@.name != 'a'].name": ['/virtual_hosts/1/name'],
  "..[?(@.name=='y')]": ['/virtual_hosts/0/routes/1'],
  '$.nowhere': [],
};
for (const [path, pointers] of Object.entries(found)) {
  test(`${path} means ${pointers.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(pointersOf(document, path), pointers);
  });
}

for (const path of ['$[', '$.a[?(@.b > 1)]', '$.a[(@.length-1)]', 'a b']) {
  test(`${path} is not understood`, () => {
    assert.throws(() => pointersOf(document, path), JsonPathError);
  });
}
