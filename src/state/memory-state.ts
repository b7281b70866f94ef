import type { State, StateChange } from './state.ts';

/** createMemoryState remembers for as long as the process lives: for `render`, `check` and tests. */
export function createMemoryState(): State {
  const texts = new Map<string, string>();
  const write = async (changes: readonly StateChange[]): Promise<void> => {
    for (const { name, text } of changes) {
      if (text === undefined) texts.delete(name);
      else texts.set(name, text);
    }
  };
  return {
    load: async (prefix = '') => new Map([...texts].filter(([name]) => name.startsWith(prefix))),
    get: name => texts.get(name),
    put: (name, text) => write([{ name, text }]),
    delete: name => write([{ name, text: undefined }]),
    write,
    close: async () => {},
  };
}
