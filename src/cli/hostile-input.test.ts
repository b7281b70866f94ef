import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { shop } from './testing/manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

let backends = 0;

/** A Backend of a name of its own: of two that claim one name, only the place of one is told. */
const backend = (spec: string) =>
  `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: Backend\nmetadata: {name: hostile-${++backends}}\nspec: ${spec}\n`;

/** Ten levels of ten aliases each: a few hundred bytes that stand for 10^10 values. */
const bomb = Array.from({ length: 10 }, (_, i) => {
  const item = i === 0 ? 'x' : `*a${i - 1}`;
  return `a${i}: &a${i} [${Array(10).fill(item).join(', ')}]`;
}).join('\n');

/** What has broken parsers before, each as a file of its own. */
const corpus: Readonly<Record<string, string | Buffer>> = {
  'anchor-bomb.yaml': bomb,
  'anchor-bomb-in-spec.yaml': backend(`\n  ${bomb.replaceAll('\n', '\n  ')}`),
  'anchor-cycle.yaml': 'a: &a {b: *a}\n',
  'merge-cycle.yaml': 'a: &a {<<: *a}\n',
  'ten-megabytes.yaml': `kind: ConfigMap\ndata:\n  x: "${'y'.repeat(10_000_000)}"\n`,
  'many-documents.yaml': '---\n'.repeat(50_000),
  'deep-flow.yaml': '['.repeat(100_000),
  'deep-block.yaml': Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  'deep.json': `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  'wrong-types.yaml': [
    'apiVersion: 1\nkind: []\nmetadata: x\n',
    backend('[]'),
    backend('{endpoints: {ip: 1}}'),
  ].join('---\n'),
  'nul.yaml': 'kind: Backend\0\n',
  'duplicate-keys.yaml': 'kind: Backend\nkind: HTTPRoute\n',
  'tabs.yaml': 'kind:\n\t- Backend\n',
  'latin-1.yaml': Buffer.from('metadata: {name: caf\xe9}\n', 'latin1'),
  'utf-16.yaml': Buffer.from('\ufeffkind: Backend\n', 'utf16le'),
  'binary.yaml': Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)),
  'half.yaml': shop.slice(0, 333).replaceAll('name: ', 'name: half-'),
  'prototype.yaml': backend('{__proto__: {polluted: true}, constructor: {prototype: {polluted: true}}}'),
  'control-characters.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: {name: "\\e[2Jwiped\\nforged.yaml:1: error:"}\n',
  'huge-number.yaml': backend('{endpoints: [{ip: {address: 10.0.0.1, port: 1e999}}]}'),
  'slow-regex.yaml': `apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: slow}\nspec:\n  parentRefs: [{name: nobody}]\n  rules: [{matches: [{path: {type: RegularExpression, value: "/(a+)+$${'(x{1000})'.repeat(20)}"}}]}]\n`,
  'array.json': '[1, null, "x", [[]]]',
  'cut.json': '{"kind": "Backend", "metadata": {"na',
};

describe('hostile input', () => {
  let place: Workplace;
  let innocent: string;
  before(async () => {
    place = await makeWorkplace();
    place.write('shop.yaml', shop);
    innocent = succeeded(await place.run(['render', '-f', 'shop.yaml', '--proxy', 'default/web']));
  });
  after(() => place.close());

  /** What the innocent proxy is sent, whatever else is there. */
  const sent = (stdout: string) => JSON.parse(stdout).proxies['default/web'];

  it('all at once: a finding each, no crash, and the innocent route as it was', async () => {
    for (const [name, content] of Object.entries(corpus)) place.write(`corpus/${name}`, content);
    symlinkSync('.', join(place.directory, 'corpus/loop'));
    symlinkSync('nowhere', join(place.directory, 'corpus/dangling.yaml'));
    const { code, stdout, stderr } = await place.run(['render', '-f', 'shop.yaml', '-f', 'corpus']);
    assert.equal(code, 0, stderr);
    assert.deepEqual(sent(stdout), sent(innocent));
    const silent = new Set(['many-documents.yaml']);
    for (const name of Object.keys(corpus)) {
      assert.ok(silent.has(name) || stderr.includes(`corpus/${name}:`), `${name} has no finding:\n${stderr}`);
    }
    assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace');
  });

  it('by standard input, one after the other, cut anywhere', async () => {
    const whole = Buffer.from(shop);
    const cuts = Array.from({ length: 6 }, (_, i) =>
      whole.subarray(0, Math.floor((whole.length * (i + 1)) / 7)),
    );
    for (const stdin of [...cuts, corpus['binary.yaml'] ?? '', corpus['anchor-bomb.yaml'] ?? '', '']) {
      const { code, stderr } = await place.run(['render', '-f', '-', '-o', 'yaml'], { stdin });
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /\n\s+at /, 'a stack trace');
    }
  });

  it('nothing of it reaches the terminal as a control character or as a line of its own', async () => {
    place.write('control/x.yaml', corpus['control-characters.yaml'] ?? '');
    const { stdout } = await place.run(['check', '-f', 'control']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f]/);
    assert.doesNotMatch(stdout, /^forged/m);
    assert.match(stdout, /^control\/x\.yaml:\d+: error: /m);
    place.write(
      'control/route.yaml',
      shop.replace('- path:', '- headers: [{name: x, value: "\\e[2Jwiped"}]\n          path:'),
    );
    const explained = succeeded(await place.run(['explain', 'httproute/shop', '-f', 'control/route.yaml']));
    assert.match(explained, /header x= \[2Jwiped/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that must not be there
    assert.doesNotMatch(explained, /[\x00-\x09\x0b-\x1f\x7f]/);
  });
});
