/** Fields is an object as it was written or sent, before it is validated. */
export type Fields = Readonly<Record<string, unknown>>;

/** isMap tells maps from lists, texts, numbers and null. */
export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
