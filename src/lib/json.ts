import { isMap } from './fields.ts';

/** Json is a JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap;

/** JsonMap is a map of JSON values. */
export type JsonMap = { readonly [name: string]: Json };

/** isJsonMap tells maps from lists, texts, numbers and null. */
export function isJsonMap(value: Json | undefined): value is JsonMap {
  return isMap(value);
}

/** parsedJson is the value of a text; undefined where that is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
