import { redacted } from '#inspect';

type Fields = Readonly<Record<string, unknown>>;

/**
 * withoutRedactions puts the stored values back where a Secret was read, changed and sent back: what was shown of them is
 * `redacted`, which is no base64 and so nobody's own value.
 */
export function withoutRedactions(object: Fields, stored: Fields | undefined): Fields {
  if (object.kind !== 'Secret' && object.type !== 'Secret') return object;
  const data = restored(object.data, stored?.data);
  const stringData = restored(object.stringData, stored?.stringData);
  return {
    ...object,
    ...(data === undefined ? {} : { data }),
    ...(stringData === undefined ? {} : { stringData }),
  };
}

function restored(sent: unknown, stored: unknown): unknown {
  if (sent === redacted && typeof stored === 'string') return stored;
  if (!isMap(sent) || !isMap(stored)) return sent;
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, value === redacted ? (stored[name] ?? value) : value]),
  );
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
