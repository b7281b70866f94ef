import type { HeaderEdit } from '#model';

/** headerEdit reads edits of headers; names become lower case. */
export function headerEdit(written: HeaderEdit): HeaderEdit {
  const lower = (headers: HeaderEdit['set']) =>
    headers.map(h => ({ name: h.name.toLowerCase(), value: h.value }));
  return {
    set: lower(written.set),
    add: lower(written.add),
    remove: written.remove.map(n => n.toLowerCase()),
  };
}

/** bothEdits is two edits as one, `said` after `own`. */
export function bothEdits(own: HeaderEdit | undefined, said: HeaderEdit | undefined): HeaderEdit | undefined {
  if (own === undefined || said === undefined) return own ?? said;
  return {
    set: [...own.set, ...said.set],
    add: [...own.add, ...said.add],
    remove: [...own.remove, ...said.remove],
  };
}

/** noControl is what is wrong with a text that `hasControl`. */
export const noControl = 'holds a control character, which no header may carry';

/**
 * headerProblem says what is wrong with an edit: Envoy refuses a change of Host and control characters, each with the whole
 * resource.
 */
export function headerProblem(edit: HeaderEdit): string | undefined {
  const names = [...edit.set, ...edit.add].map(h => h.name).concat(edit.remove);
  if (names.includes('host')) return 'cannot change Host; use a URLRewrite filter with a hostname';
  return [...edit.set, ...edit.add].some(h => hasControl(h.value)) ? noControl : undefined;
}

/** hasControl tells whether a text holds a character that Envoy sends in no header. */
export function hasControl(text: string): boolean {
  return [...text].some(c => {
    const code = c.charCodeAt(0);
    return (code < 0x20 && code !== 0x09) || code === 0x7f;
  });
}
