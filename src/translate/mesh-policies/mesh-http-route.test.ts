import assert from 'node:assert/strict';
import { test } from 'node:test';
import yaml from 'yaml';
import type { BackendUse } from '#model';
import { decodeResource, isMeshPolicy } from '#resources';
import { httpRules, mergedRules } from './mesh-http-route.ts';
import { inOrder, itemsOf } from './policy-item.ts';

function merged(routes: Readonly<Record<string, string>>) {
  const items = Object.entries(routes).flatMap(([name, rules]) => {
    const { resource, findings } = decodeResource({
      type: 'MeshHTTPRoute',
      mesh: 'default',
      name,
      spec: { to: [{ targetRef: { kind: 'MeshService', name: 'shop' }, rules: yaml.parse(rules) }] },
    });
    assert(resource !== undefined && isMeshPolicy(resource), JSON.stringify(findings));
    return itemsOf(resource);
  });
  return mergedRules(inOrder(items));
}

const use = (name: string): BackendUse => ({ backend: `meshservice/${name}`, protocol: 'http2' });
const itself = { kind: 'backend', use: use('shop'), weight: 1 } as const;
const rulesOf = (routes: Readonly<Record<string, string>>) =>
  httpRules(merged(routes), itself, ref => (ref.name === 'gone' ? undefined : use(ref.name ?? '')));

const at = (path: string) => `matches: [{path: {type: PathPrefix, value: ${path}}}]`;
const toOther = 'backendRefs: [{kind: MeshService, name: other, port: 80}]';
const filtered =
  'filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}]';

test('rules of equal matches are one, field by field, and others stand beside each other', () => {
  const rules = merged({
    a: `[{${at('/a')}, default: {${toOther}}}, {${at('/b')}, default: {}}]`,
    b: `[{${at('/a')}, default: {${filtered}}}]`,
  });
  assert.deepEqual(
    rules.map(({ matches, settings, routes }) => [
      matches[0]?.path?.value,
      Object.keys(settings).sort(),
      [...routes].sort(),
    ]),
    [
      ['/a', ['backendRefs', 'filters'], ['a', 'b']],
      ['/b', [], ['a']],
    ],
  );
});

test('where two say the same of one request, the route that holds over the other says it', () => {
  const [rule] = merged({
    a: `[{${at('/a')}, default: {${toOther}}}]`,
    b: `[{${at('/a')}, default: {backendRefs: [{kind: MeshService, name: third, port: 80}]}}]`,
  });
  assert.equal(rule?.settings.backendRefs?.[0]?.name, 'other');
});

test('all other requests go to the service itself, unless a rule takes them', () => {
  const whole = rulesOf({ a: `[{${at('/')}, default: {${toOther}}}]` });
  assert.equal(whole.length, 1);
  const part = rulesOf({ a: `[{${at('/a')}, default: {${toOther}}}]` });
  assert.equal(part.length, 2);
  const { action } = part[1] ?? {};
  assert.deepEqual(action?.kind === 'forward' && action.forwarding.destinations, [itself]);
});

test('the share of who is not there fails, and so does what nobody has a share of', () => {
  const [rule] = rulesOf({
    a: `[{${at('/a')}, default: {backendRefs: [{kind: MeshService, name: gone, port: 80}, {kind: MeshService, name: other, port: 80, weight: 3}]}}]`,
  });
  assert.deepEqual(rule?.action.kind === 'forward' && rule.action.forwarding.destinations, [
    { kind: 'invalid', weight: 1 },
    { kind: 'backend', use: use('other'), weight: 3 },
  ]);
});

test('exact paths go before longer prefixes, and those before expressions', () => {
  const [rule] = rulesOf({
    a: `[{matches: [{path: {type: RegularExpression, value: /aaaaaaaa}}, {path: {type: PathPrefix, value: /a}}, {path: {type: Exact, value: /}, method: GET}], default: {}}]`,
  });
  assert.deepEqual(
    rule?.matches.map(({ precedence }) => precedence),
    [
      [0, 9, 0, 0, 0],
      [1, 2, 0, 0, 0],
      [2, 1, 1, 0, 0],
    ],
  );
});

test('a copy goes to whom it is meant for, and nobody gets one where there is nobody', () => {
  const mirror = (name: string) =>
    `[{${at('/')}, default: {filters: [{type: RequestMirror, requestMirror: {percentage: "12.5", backendRef: {kind: MeshService, name: ${name}, port: 80}}}]}}]`;
  const mirrors = (name: string) => {
    const [rule] = rulesOf({ a: mirror(name) });
    return rule?.action.kind === 'forward' ? rule.action.forwarding.mirrors : undefined;
  };
  assert.deepEqual(mirrors('other'), [{ use: use('other'), numerator: 12.5, denominator: 100 }]);
  assert.deepEqual(mirrors('gone'), []);
});
