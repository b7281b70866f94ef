import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HttpMatch, matchesOf } from '#model';
import { samplesOf, walkSample, walkViews } from '#walk';
import { canonicalPath } from '../src/walk/canonical-path.ts';
import { cases, fill, fixedValues } from './harness/cases.ts';
import { evaluate } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

const values = { ...fixedValues, ...makeKeyPair() };

/** Whatever clients send has been brought into another form by the time that it is matched: nothing comes in this one. */
const canBeAsked = ({ kind, value }: HttpMatch['path']) => kind === 'regex' || canonicalPath(value) === value;

describe('samples of what a gateway tells apart', () => {
  for (const { name, input } of cases()) {
    it(`${name}: each match takes one, but those that stand behind another of the same`, () => {
      const { gateways, attachments } = evaluate(fill(input, values)).pipeline.translation;
      const attached = [...attachments.entries()].map(([, attachment]) => attachment);
      const views = walkViews(
        [...gateways.entries()].map(([, gateway]) => gateway),
        attached,
      );
      const taking = new Set(
        [...views.values()].flatMap(view =>
          [...samplesOf(view)].map(sample => walkSample(view, sample).entry?.match),
        ),
      );
      const missed = attached
        .flatMap(one => (one.kind === 'http' && one.route !== undefined ? matchesOf(one.route) : []))
        .filter(({ match }) => !taking.has(match) && canBeAsked(match.path))
        .map(({ match: { path, method, headers, queryParams } }) => ({ path, method, headers, queryParams }));
      const everything = { kind: 'prefix', value: '/' };
      assert.deepEqual(
        missed.filter(m => m.path.value !== everything.value),
        [],
      );
    });
  }
});
