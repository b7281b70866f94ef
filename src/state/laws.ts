import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { State } from './state.ts';

/** stateLaws are what every `State` must do. `make` gives an empty one. */
export function stateLaws(name: string, make: () => State): void {
  describe(`${name} keeps the laws of State`, () => {
    it('gives back what was put, and nothing for what was not', async () => {
      const state = make();
      await state.put('document a/b', 'text\nwith lines\n');
      assert.equal(state.get('document a/b'), 'text\nwith lines\n');
      assert.equal(state.get('document a'), undefined);
      await state.close();
    });

    it('has a change when the call returns, before its promise resolves', async () => {
      const state = make();
      const durable = state.put('a', '1');
      assert.equal(state.get('a'), '1');
      await durable;
      await state.close();
    });

    it('applies the changes of one write in order', async () => {
      const state = make();
      await state.write([
        { name: 'a', text: '1' },
        { name: 'a', text: undefined },
        { name: 'b', text: '1' },
        { name: 'b', text: '2' },
        { name: 'c', text: '' },
      ]);
      assert.deepEqual(
        await state.load(),
        new Map([
          ['b', '2'],
          ['c', ''],
        ]),
      );
      await state.close();
    });

    it('loads only the names that start with the prefix', async () => {
      const state = make();
      await state.put('document ü', 'é');
      await state.put('rejection x', '1');
      assert.deepEqual(await state.load('document '), new Map([['document ü', 'é']]));
      await state.close();
    });

    it('forgets what is deleted, and does not mind what was never there', async () => {
      const state = make();
      await state.put('a', '1');
      await state.delete('a');
      await state.delete('b');
      assert.equal(state.get('a'), undefined);
      assert.equal((await state.load()).size, 0);
      await state.close();
    });
  });
}
