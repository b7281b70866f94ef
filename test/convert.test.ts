import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Conversion, targets } from '#convert';
import { type Finding, isError } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import { cases, fill, fixedValues } from './harness/cases.ts';
import { asText, converted } from './harness/conversion.ts';
import { type Evaluation, evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

const values = { ...fixedValues, ...makeKeyPair() };
const examples = fileURLToPath(new URL('../examples/', import.meta.url));

/** Texts with backends: every story, and every folder of examples. */
const texts: readonly (readonly [string, string])[] = [
  // The service that counts is named by a flag of the operator's, which stands in no file.
  ...cases()
    .filter(({ name }) => name !== 'global-rate-limits')
    .map(({ name, input }) => [name, fill(input, values)] as const),
  ...readdirSync(examples, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => {
      const folder = join(examples, name);
      const files = readdirSync(folder).filter(file => file.endsWith('.yaml'));
      return [
        `example ${name}`,
        files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n---\n'),
      ] as const;
    }),
];

/** Everything that is sent, with converted backends called as they are by then; sessions and long rows go by hashes of names. */
function sentAs(evaluation: Evaluation, { backends }: Pick<Conversion, 'backends'>): unknown {
  let sent = JSON.stringify(evaluation.outcome().proxies);
  // A host of an entry stands behind what all of them are: it goes first.
  for (const { of, port, host, name } of backends.toSorted((a, b) => (b.host ? 1 : 0) - (a.host ? 1 : 0))) {
    const was = [backendKey(of, port), ...(host === undefined ? [] : [host])].join('/');
    const now = backendKey({ ...of, group: name.group, kind: name.kind, name: name.name }, name.port);
    for (const spell of [(text: string) => text, (text: string) => text.replaceAll('.', '~')])
      sent = sent.replaceAll(`${spell(was)}/`, `${spell(now)}/`);
  }
  return sorted(JSON.parse(sent.replaceAll(/session-[0-9a-z]+/g, 'session')));
}

/** What goes by names stands in the order of them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sorted);
    const isNamed = items.every(
      item => typeof item === 'object' && item !== null && nameOf(item) !== undefined,
    );
    return isNamed ? items.sort((a, b) => (String(nameOf(a)) < String(nameOf(b)) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, held]) => [field, sorted(held)]));
}

function nameOf(value: unknown): unknown {
  return Reflect.get(Object(value), 'name') ?? Reflect.get(Object(value), 'clusterName');
}

describe('converted to Fairlead’s own dialect, backends are what they were', () => {
  for (const [name, text] of texts) {
    // A filter that asks somebody goes by what it says, and so by whom it names.
    if (name === 'external-auth') continue;
    const conversion = converted(text, 'fairlead');
    if (conversion.backends.length === 0) continue;
    it(`${name}: ${conversion.backends.length} backends, the same bytes`, () => {
      const { before, objects } = conversion;
      const after = evaluate(asText(objects));
      assert.deepEqual(sentAs(after, { backends: [] }), sentAs(before, conversion));
    });
  }

  it('all dialects are among them', () => {
    const dialects = texts.flatMap(([, text]) =>
      converted(text, 'fairlead').backends.map(({ of }) => of.group),
    );
    assert.deepEqual([...new Set(dialects)].sort(), [
      'gateway.envoyproxy.io',
      'gateway.kgateway.dev',
      'gloo.solo.io',
      'networking.istio.io',
    ]);
  });
});

describe('converted to any dialect, backends can be read there', () => {
  for (const { name } of targets) {
    it(`${name}: nothing that is written is refused`, () => {
      for (const [story, text] of texts) {
        const { objects, backends } = converted(text, name);
        if (backends.length === 0) continue;
        const after = evaluate(asText(objects));
        const isConverted = (ref: { group: string; kind: string; name: string } | undefined) =>
          backends.some(one => one.name.name === ref?.name && one.name.kind === ref?.kind);
        const refused = [...after.pipeline.inputs.findings.entries()].flatMap(([, findings]) =>
          findings.filter(({ severity, ref }) => severity === 'error' && isConverted(ref)),
        );
        assert.deepEqual(refused, [], `${story} to ${name}`);
      }
    });
  }
});

/** Who has something to be told of, and what of the worst kind. */
function worstOf({ outcome }: Evaluation): ReadonlyMap<string, readonly Finding[]> {
  const all = Object.values(outcome().findings).flat() as readonly Finding[];
  const worst = new Map<string, readonly Finding[]>();
  for (const finding of all) {
    const key = finding.ref === undefined ? '' : resourceKey(finding.ref);
    const known = worst.get(key) ?? [];
    if (known.some(isError) && !isError(finding)) continue;
    worst.set(key, known.some(isError) === isError(finding) ? [...known, finding] : [finding]);
  }
  return worst;
}

describe('converted to any dialect, what was well is well', () => {
  for (const { name } of targets) {
    it(`${name}: nobody has anything new to complain about, but what was said`, () => {
      for (const [story, text] of texts) {
        const { objects, backends, said, before } = converted(text, name);
        if (objects.length === 0) continue;
        const was = worstOf(before);
        const words = new Set([...was.values()].flat().map(({ message }) => message));
        const told = new Set(said.map(({ ref }) => resourceKey(ref)));
        const formerly = new Map(
          backends.map(({ of, name: now }) => [
            resourceKey({ ...of, group: now.group, kind: now.kind, name: now.name }),
            resourceKey(of),
          ]),
        );
        const fresh = [...worstOf(evaluate(asText(objects)))].flatMap(([key, findings]) => {
          const old = formerly.get(key) ?? key;
          const known = was.get(old) ?? [];
          if (told.has(old) || known.some(isError)) return [];
          // What was said of an Ingress may be said of the gateway that is written for it.
          return findings.filter(one => (known.length === 0 || isError(one)) && !words.has(one.message));
        });
        assert.deepEqual(fresh, [], `${story} to ${name}`);
      }
    });
  }
});
