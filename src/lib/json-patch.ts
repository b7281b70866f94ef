import type { Json } from './json.ts';
import { pointersOf } from './json-path.ts';

/**
 * JsonPatchOperation is one operation of RFC 6902. With a JSONPath it is applied at each place that the path selects, and `path`
 * is relative to that place.
 */
export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly jsonPath?: string;
  readonly from?: string;
  readonly value?: Json;
}

/** JsonPatchError says why an operation cannot be applied; its message is for people. */
export class JsonPatchError extends Error {}

type Step = string;

/** applyJsonPatch returns a changed copy of a document. As in Envoy Gateway, an `add` creates missing parents. */
export function applyJsonPatch(document: Json, { jsonPath, ...operation }: JsonPatchOperation): Json {
  if (jsonPath === undefined) return applied(document, operation);
  const places = pointersOf(document, jsonPath);
  if (places.length === 0) throw new JsonPatchError(`${jsonPath} means nothing that is there`);
  // The last place first: a removal moves what comes after it.
  return places
    .toReversed()
    .reduce((edited, place) => applied(edited, { ...operation, path: place + operation.path }), document);
}

function applied(document: Json, { op, path, from, value }: JsonPatchOperation): Json {
  const to = parsePointer(path);
  switch (op) {
    case 'add':
      return add(document, to, given(value, op));
    case 'remove':
      found(document, to, path);
      return remove(document, to);
    case 'replace':
      found(document, to, path);
      return to.length === 0 ? given(value, op) : change(document, to, () => given(value, op));
    case 'move': {
      const source = parsePointer(given(from, op));
      const moved = found(document, source, given(from, op));
      return add(remove(document, source), to, moved);
    }
    case 'copy':
      return add(document, to, found(document, parsePointer(given(from, op)), given(from, op)));
    case 'test':
      if (JSON.stringify(found(document, to, path)) !== JSON.stringify(given(value, op))) {
        throw new JsonPatchError(`${path} is another than the value that is tested for`);
      }
      return document;
  }
}

/** parsePointer reads a JSON pointer (RFC 6901). */
export function parsePointer(pointer: string): Step[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/'))
    throw new JsonPatchError(`${pointer} is not a JSON pointer: it begins with /`);
  return pointer
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function given<T>(value: T | undefined, op: string): T {
  if (value === undefined)
    throw new JsonPatchError(`${op} needs ${op === 'move' || op === 'copy' ? 'from' : 'value'}`);
  return value;
}

function found(document: Json, steps: readonly Step[], path: string): Json {
  let at: Json | undefined = document;
  for (const step of steps) at = at === undefined ? undefined : childOf(at, step);
  if (at === undefined) throw new JsonPatchError(`${path} is not there`);
  return at;
}

function childOf(at: Json, step: Step): Json | undefined {
  if (isList(at)) return at[indexOf(step, at.length - 1)];
  if (typeof at !== 'object' || at === null) return undefined;
  return Object.hasOwn(at, step) ? at[step] : undefined;
}

function add(document: Json, steps: readonly Step[], value: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (isList(document)) {
    const index = step === '-' ? document.length : indexOf(step, document.length);
    if (rest.length === 0) return document.toSpliced(index, 0, value);
    return document.toSpliced(index, 1, add(document[index] ?? {}, rest, value));
  }
  if (typeof document !== 'object' || document === null)
    throw new JsonPatchError(`nothing can be added at ${step}`);
  if (step === '__proto__') throw new JsonPatchError(`${step} is not a field`);
  const inner = Object.hasOwn(document, step) ? document[step] : undefined;
  return {
    ...document,
    [step]: rest.length === 0 ? value : add(inner ?? (/^(0|-)$/.test(rest[0] ?? '') ? [] : {}), rest, value),
  };
}

function remove(document: Json, steps: readonly Step[]): Json {
  const last = steps.at(-1);
  if (last === undefined) throw new JsonPatchError('the whole cannot be removed');
  return change(document, steps.slice(0, -1), parent => {
    if (isList(parent)) return parent.toSpliced(indexOf(last, parent.length - 1), 1);
    const { [last]: _, ...rest } = parent as { readonly [name: string]: Json };
    return rest;
  });
}

function change(document: Json, steps: readonly Step[], edit: (at: Json) => Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return edit(document);
  const inner = change(childOf(document, step) ?? null, rest, edit);
  if (isList(document)) return document.with(indexOf(step, document.length - 1), inner);
  return { ...(document as { readonly [name: string]: Json }), [step]: inner };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function indexOf(step: Step, most: number): number {
  const index = /^(0|[1-9]\d*)$/.test(step) ? Number(step) : Number.NaN;
  if (!(index <= most)) throw new JsonPatchError(`${step} is no place in a list of ${most + 1}`);
  return index;
}
