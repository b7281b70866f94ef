import { Fault } from '#lib/fault.ts';
import { isJsonMap, type Json, type JsonMap } from '#lib/json.ts';

/** SettingFlag is a flag that sets values: of `--set-string`, every value is text. */
export type SettingFlag = '--set' | '--set-string';

/** A step on the way to a value: the name of a field, or the place in a list. */
type Step = string | number;

/** The largest place in a list that may be set: Helm's own bound. */
const lastPlace = 65_536;

/**
 * applySetting sets what `path.to.value=something` says, or several of these separated by commas, as Helm does: numbers,
 * `true`, `false` and `null` (which removes a default) become what they look like, `{a,b}` is a list, `list[0].name` is within
 * one, and a backslash before a dot or comma makes it part of a name or value. It throws a `Fault` (`usage`).
 */
export function applySetting(values: JsonMap, flag: SettingFlag, text: string): JsonMap {
  const read = flag === '--set' ? readValue : (value: string) => value;
  return splitAt(',', text).reduce<JsonMap>((set, one) => {
    const [path, ...rest] = splitAt('=', one);
    const steps = rest.length === 0 ? undefined : readPath(path ?? '');
    if (steps === undefined)
      throw new Fault('usage', `${flag} ${one}: must be path.to.value=something, or list[0]=something`);
    const value = rest.join('=');
    const list = /^\{(.*)\}$/s.exec(value)?.[1];
    const items = list === undefined ? undefined : list === '' ? [] : splitAt(',', list);
    return put(set, steps, items === undefined ? read(plain(value)) : items.map(plain).map(read)) as JsonMap;
  }, values);
}

function put(within: Json | undefined, [step, ...further]: readonly Step[], value: Json): Json {
  if (step === undefined) return value;
  if (typeof step === 'string') {
    const fields = isJsonMap(within) ? within : {};
    const before = Object.hasOwn(fields, step) ? fields[step] : undefined;
    return { ...fields, [step]: put(before, further, value) };
  }
  const items = Array.isArray(within) ? (within as readonly Json[]) : [];
  const length = Math.max(items.length, step + 1);
  return Array.from({ length }, (_, i) => (i === step ? put(items[i], further, value) : (items[i] ?? null)));
}

/** undefined: that is not a path. */
function readPath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (const part of splitAt('.', text)) {
    const [, name = '', places = ''] = /^((?:[^[\]\\]|\\.)+)((?:\[\d{1,5}\])*)$/s.exec(part) ?? [];
    if (name === '') return undefined;
    steps.push(plain(name), ...[...places.matchAll(/\d+/g)].map(([place]) => Number(place)));
  }
  return steps.some(step => typeof step === 'number' && step > lastPlace) ? undefined : steps;
}

function readValue(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

/** Splits at a character, where no backslash stands before it and no brace is open. */
function splitAt(separator: string, text: string): readonly string[] {
  const parts = [''];
  let isOpen = false;
  for (const [one] of text.matchAll(/\\.|[^\\]|\\$/gs)) {
    if (one === '{') isOpen = true;
    if (one === '}') isOpen = false;
    if (one === separator && !isOpen) parts.push('');
    else parts.push(`${parts.pop()}${one}`);
  }
  return parts;
}

/** Without the backslashes. */
function plain(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
