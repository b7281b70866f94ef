import assert from 'node:assert/strict';
import yaml from 'js-yaml';
import { type Conversion, convert, type Given, targets, type WrittenObject } from '#convert';
import { kinds } from '#resources';
import { type Evaluation, evaluate } from './evaluation.ts';

function givenIn({ pipeline, written }: Evaluation): readonly Given[] {
  return kinds.flatMap(({ id }) =>
    [...pipeline.inputs.of(id).entries()].flatMap(([key, resource]): readonly Given[] => {
      // What is there without being written is there after it, too.
      if (written(key) === undefined) return [];
      const refused = pipeline.status.statuses
        .get(key)
        ?.conditions?.find(({ type, status }) => type === 'Accepted' && status === 'False');
      const given = { resource, written: written(key) as WrittenObject };
      return [refused === undefined ? given : { ...given, problem: refused.message }];
    }),
  );
}

/** Every text is converted to every dialect, and is the same before that. */
const evaluations = new Map<string, Evaluation>();

function evaluatedOnce(text: string): Evaluation {
  const evaluation = evaluations.get(text) ?? evaluate(text);
  evaluations.set(text, evaluation);
  return evaluation;
}

/** converted reads a text and writes it in a dialect; `before` is what it was. */
export function converted(text: string, to: string): Conversion & { readonly before: Evaluation } {
  const target = targets.find(({ name }) => name === to);
  assert.ok(target);
  const before = evaluatedOnce(text);
  return { ...convert(givenIn(before), target), before };
}

/** asText is what was written, as a file. */
export function asText(objects: readonly WrittenObject[]): string {
  return objects.map(object => yaml.dump(object, { noRefs: true })).join('\n---\n');
}

/** native is a Backend `shop` of Fairlead's own. */
export const native = (spec: string) =>
  `apiVersion: fairlead.dev/v1alpha1\nkind: Backend\nmetadata: {name: shop}\nspec: ${spec}\n`;
