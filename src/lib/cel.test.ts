import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCel } from './cel.ts';

const problem = (text: string) => {
  const read = parseCel(text);
  return 'problem' in read ? read.problem : undefined;
};

test('an expression is read with its operators, macros and functions', () => {
  for (const text of [
    "request.headers['x-tenant'] == 'a' && !(request.path.startsWith('/admin'))",
    "has(request.headers.x) ? size(request.headers.x) > 3 : -1 in [1, int('2')]",
    "{'a': 1}[request.method] == 1 || connection.mtls",
  ])
    assert.equal(problem(text), undefined, text);
});

test('what Envoy does not know is said, and what is not an expression', () => {
  assert.equal(problem('request.pth == tenant'), 'uses tenant, which Envoy does not know');
  assert.equal(problem("request.host + '.test' == 'a'"), 'uses a sum of texts, which Envoy does not know');
  assert.match(problem('[1].exists(i, i == 1)') ?? '', /^uses a macro over a list /);
  assert.equal(problem("request.path.lower() == 'a'"), 'uses lower(), which Envoy does not know');
  assert.match(problem('request.headers[') ?? '', /^is not a valid CEL expression/);
});
