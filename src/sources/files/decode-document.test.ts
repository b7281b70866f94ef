import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeDocument } from './decode-document.ts';
import type { Item } from './document.ts';
import type { Format } from './file-name.ts';
import { scanIdentity } from './scan-identity.ts';

const decode = (text: string | Uint8Array, format: Format = 'yaml'): readonly Item[] => {
  const bytes = Buffer.from(text);
  return decodeDocument(bytes, format, { index: 0, length: bytes.length, hash: 7, items: [] });
};
const yaml =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels:\n    name: no\n  name: a\n  namespace: n\ndata: {}\n';
const json =
  '{"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"labels": {"name": "no"}, "name": "a", "namespace": "n"}}';

describe('decodeDocument', () => {
  it('gives nothing for empty documents and comments', () => {
    for (const text of ['', '---\n', '# comment\n', '--- \n# comment\n', 'null'])
      assert.deepEqual(decode(text), []);
  });

  it('takes merge keys, and strings for what YAML 1.2 calls strings', () => {
    const [item] = decode(yaml.replace('data: {}', 'data: {<<: {v: "1", on: "2"}, on: off}'));
    assert.deepEqual(item?.kind === 'good' && item.resource.spec, {
      data: { v: '1', on: 'off' },
      binaryData: {},
    });
  });

  it('tells which object a text means that cannot be parsed', () => {
    for (const [text, format] of [
      [`${yaml}  bad`, 'yaml'],
      [`${json}}`, 'json'],
      [`${json}}`, 'yaml'],
      [
        yaml.replace(/metadata:.*data/s, 'metadata: {labels: {name: no}, name: a, namespace: "n", [\ndata'),
        'yaml',
      ],
    ] as const) {
      const [item] = decode(text, format);
      assert.equal(item?.kind === 'broken' && item.key, '/ConfigMap/local/n/a', text);
    }
  });

  it('tells the same of a text in the universal form', () => {
    const flat =
      'type: Dataplane\nmesh: m\nname: a\nnetworking:\n  inbound: [{name: no, port: 1}]\n  gateway: {type: no}\n';
    const refs = '{"refs": [{"kind": "MeshService", "name": "no"}]}';
    for (const [text, format] of [
      [flat, 'yaml'],
      [`${flat}  bad`, 'yaml'],
      [`{"networking": ${refs}, "type": "Dataplane", "name": "a", "mesh": "m"}}`, 'json'],
    ] as const) {
      const [item] = decode(text, format);
      assert.equal(item?.kind === 'broken' && item.key, 'kuma.io/Dataplane/local/m/a', text);
    }
  });

  it('says of a template that it is to be rendered first, and of what holds actions as text nothing', () => {
    const templates = [
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  labels:\n    {{- include "web.labels" . | nindent 4 }}\n',
      '{{- if .Values.on }}\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n{{- end }}\n',
      'type: Dataplane\nmesh: default\nname: {{ name }}\nnetworking: {address: 192.0.2.1}\n',
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - {{ .Values.port }}\n',
    ];
    for (const text of templates) {
      const [item] = decode(text);
      assert.ok(item !== undefined && item.kind !== 'good', text);
      assert.match(item.findings.map(({ message }) => message).join(), /^is a template .*render it first/);
      assert.ok(item.kind !== 'broken' || !item.key.includes('{'), text);
    }
    const text =
      'kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {greeting: "{{ name }}", page: |\n  {{ page }}\n}\n';
    for (const whole of [
      text.replace(/, page.*/s, '}\n'),
      text
        .replace('{greeting: "{{ name }}", page: |', '\n  page: |')
        .replace('  {{', '    {{')
        .replace('\n}\n', '\n'),
    ])
      assert.deepEqual(
        decode(whole).map(({ kind }) => kind),
        ['good'],
        whole,
      );
  });

  it('takes the type of a Secret that lost its first lines for no kind', () => {
    for (const text of ['type: Opaque\nmetadata: {name: a}\n', 'type: Opaque\nmetadata: {name: a}\n  bad']) {
      const [item] = decode(text);
      assert.deepEqual(item?.kind === 'nameless' && item.identity, { name: 'a' });
    }
  });

  it('never throws, whatever the bytes, and says something of each that is not an object', () => {
    const mutated = fc
      .tuple(fc.constantFrom(yaml, json), fc.nat(), fc.nat(20), fc.string({ unit: 'binary', maxLength: 5 }))
      .map(([text, at, removed, inserted]) => {
        const start = at % text.length;
        return text.slice(0, start) + inserted + text.slice(start + removed);
      });
    const soup = fc.array(fc.constantFrom(...'-:?[]{},#&*!|>\'"%@` \t\n\0ab1', '<<: ', '&a', '*a', '- '), {
      maxLength: 60,
    });
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      mutated,
      soup.map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom<Format>('yaml', 'json'), (text, format) => {
        for (const item of decode(text, format)) {
          if (item.kind !== 'good')
            assert.ok(item.findings.length > 0 && item.findings.every(({ message }) => message !== ''));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('scanIdentity', () => {
  it('is not slow on long texts without line ends', () => {
    const started = performance.now();
    for (const char of [' ', '{', '"', 'metadata: {', '"metadata":{', 'a'])
      scanIdentity(char.repeat(4_000_000 / char.length));
    assert.ok(performance.now() - started < 1000);
  });
});
