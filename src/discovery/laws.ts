import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type AnswerTo, type Known, type Want, wantKey } from '#model';
import type { Discovery, OnKnown } from './discovery.ts';

/** DiscoveryRig is how the laws reach the outside that a discovery asks. In a new rig, each want has an answer. */
export interface DiscoveryRig<W extends Want> {
  /** The `n`th of any number of different wants. */
  want(n: number): W;
  open(onKnown: OnKnown<W>): Discovery<W>;
  /** answer makes the outside give the `n`th of several different answers, and returns that answer. */
  answer(want: W, n: number): AnswerTo<W>;
  /** fail makes the outside fail for this want. */
  fail(want: W): void;
  /** later lets enough time pass for the discovery to ask again. */
  later(): void;
  /** asked counts the questions about a want that the outside has seen. */
  asked(want: W): number;
  dispose(): Promise<void>;
}

/** discoveryLaws are what every `Discovery` must do. */
export function discoveryLaws<W extends Want>(name: string, makeRig: () => Promise<DiscoveryRig<W>>): void {
  describe(`${name} keeps the laws of Discovery`, () => {
    let rig: DiscoveryRig<W>;
    let discovery: Discovery<W>;
    let told: (readonly [string, Known<AnswerTo<W>>])[];
    const said = new EventEmitter();
    const until = async (count: number): Promise<void> => {
      while (told.length < count) await once(said, 'told', { signal: AbortSignal.timeout(10_000) });
    };
    const last = () => told.at(-1)?.[1];
    beforeEach(async () => {
      rig = await makeRig();
      told = [];
      discovery = rig.open((want, known) => {
        told.push([wantKey(want), known]);
        said.emit('told');
      });
    });
    afterEach(async () => {
      discovery.stop();
      await rig.dispose();
    });

    it('tells the answer to a want, and each other one that comes', async () => {
      const want = rig.want(0);
      const first = rig.answer(want, 0);
      discovery.want(want);
      await until(1);
      assert.deepEqual(told, [[wantKey(want), { answer: first }]]);
      const second = rig.answer(want, 1);
      rig.later();
      await until(2);
      assert.deepEqual(last(), { answer: second });
    });

    it('tells only what differs', async () => {
      const [want, other] = [rig.want(0), rig.want(1)];
      rig.answer(want, 0);
      discovery.want(want);
      await until(1);
      rig.later();
      discovery.want(other);
      await until(2);
      assert.deepEqual(
        told.map(([key]) => key),
        [wantKey(want), wantKey(other)],
      );
    });

    it('asks about what is newly wanted alone', async () => {
      const wants = Array.from({ length: 20 }, (_, n) => rig.want(n));
      for (const want of wants) discovery.want(want);
      await until(20);
      const asked = wants.map(want => rig.asked(want));
      discovery.want(rig.want(20));
      await until(21);
      assert.deepEqual(
        wants.map(want => rig.asked(want)),
        asked,
      );
    });

    it('keeps the last answer when it cannot have another, says why, and takes the next', async () => {
      const want = rig.want(0);
      const first = rig.answer(want, 0);
      discovery.want(want);
      await until(1);
      rig.fail(want);
      rig.later();
      await until(2);
      assert.deepEqual(last()?.answer, first);
      assert.ok(last()?.error);
      const second = rig.answer(want, 1);
      rig.later();
      await until(3);
      assert.deepEqual(last(), { answer: second });
    });

    it('says of what never had an answer why there is none', async () => {
      const want = rig.want(0);
      rig.fail(want);
      discovery.want(want);
      await until(1);
      assert.equal(last()?.answer, undefined);
      assert.ok(last()?.error);
    });

    it('takes up a remembered answer: silent where it still holds, kept where nobody can be asked', async () => {
      const [holds, fails, changed] = [rig.want(0), rig.want(1), rig.want(2)];
      const remembered = [holds, fails, changed].map(want => rig.answer(want, 0));
      rig.fail(fails);
      const next = rig.answer(changed, 1);
      for (const [i, want] of [holds, fails, changed].entries()) discovery.want(want, remembered[i]);
      await until(2);
      const known = new Map(told);
      assert.equal(known.get(wantKey(holds)), undefined);
      assert.deepEqual(known.get(wantKey(fails))?.answer, remembered[1]);
      assert.ok(known.get(wantKey(fails))?.error);
      assert.deepEqual(known.get(wantKey(changed)), { answer: next });
    });

    it('goes on while one of several wants it, and says nothing more when none does', async () => {
      const [want, other] = [rig.want(0), rig.want(1)];
      rig.answer(want, 0);
      discovery.want(want);
      discovery.want(want);
      await until(1);
      discovery.unwant(want);
      const second = rig.answer(want, 1);
      rig.later();
      await until(2);
      assert.deepEqual(last(), { answer: second });
      discovery.unwant(want);
      rig.answer(want, 0);
      rig.later();
      discovery.want(other);
      await until(3);
      assert.equal(told.at(-1)?.[0], wantKey(other));
    });

    it('says nothing of what is not wanted any more by the time it is found, and finds it when it is wanted again', async () => {
      const [want, other] = [rig.want(0), rig.want(1)];
      discovery.want(want);
      discovery.unwant(want);
      discovery.want(other);
      await until(1);
      assert.deepEqual(
        told.map(([key]) => key),
        [wantKey(other)],
      );
      discovery.want(want);
      await until(2);
      assert.equal(told.at(-1)?.[0], wantKey(want));
    });

    it('says nothing after stop', async () => {
      const want = rig.want(0);
      rig.answer(want, 0);
      const other = rig.open(() => said.emit('other'));
      discovery.want(want);
      discovery.stop();
      const found = once(said, 'other', { signal: AbortSignal.timeout(10_000) });
      other.want(want);
      await found;
      other.stop();
      assert.deepEqual(told, []);
    });
  });
}
