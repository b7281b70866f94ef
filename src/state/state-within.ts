import type { State } from './state.ts';

/**
 * stateWithin is the part of a state whose names begin with `scope`, as a state of its own. It serves a second owner that
 * would use the same names as the first (two file sources). Whoever made `state` closes it.
 */
export function stateWithin(state: State, scope: string): State {
  const begin = `${scope} `;
  const write: State['write'] = changes =>
    state.write(changes.map(({ name, text }) => ({ name: begin + name, text })));
  return {
    load: async (prefix = '') => {
      const found = await state.load(begin + prefix);
      return new Map(Array.from(found, ([name, text]) => [name.slice(begin.length), text]));
    },
    get: name => state.get(begin + name),
    put: (name, text) => write([{ name, text }]),
    delete: name => write([{ name, text: undefined }]),
    write,
    close: async () => {},
  };
}
