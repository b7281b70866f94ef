import { type Fields, isMap } from '#lib/fields.ts';

/** The annotations of a Service that set further fields of the Upstreams which gloo's discovery makes of it. */
const configAnnotation = 'gloo.solo.io/upstream_config';
const deepAnnotation = 'gloo.solo.io/upstream_config.deep_merge';

/** configPath is the path of the first. */
export const configPath = `metadata.annotations[${configAnnotation}]`;

/** WrittenConfig is what the annotations say, or why they cannot be used. */
export type WrittenConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'fields'; readonly fields: Fields; readonly isDeep: boolean }
  | { readonly kind: 'broken'; readonly message: string };

/** readConfig reads them: fields of an Upstream's spec, by their names in JSON or in protobuf, alone or under `spec`. */
export function readConfig(annotations: Readonly<Record<string, string>>): WrittenConfig {
  const text = annotations[configAnnotation];
  if (text === undefined) return { kind: 'none' };
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    return {
      kind: 'broken',
      message: `is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  if (!isMap(written)) return { kind: 'broken', message: 'must be a map of fields of an Upstream' };
  const fields = inCamelCase(isMap(written.spec) ? written.spec : written);
  return {
    kind: 'fields',
    fields: isMap(fields) ? fields : {},
    isDeep: annotations[deepAnnotation] === 'true',
  };
}

/** mergeConfig puts the annotated fields in place of a spec's own: each as a whole or, where `isDeep`, map by map. */
export function mergeConfig(spec: Fields, fields: Fields, isDeep: boolean): Fields {
  return Object.fromEntries(
    [...new Set([...Object.keys(spec), ...Object.keys(fields)])].map(name => {
      const [own, said] = [spec[name], fields[name]];
      if (said === undefined) return [name, own];
      return [name, isDeep && isMap(own) && isMap(said) ? mergeConfig(own, said, true) : said];
    }),
  );
}

/** Deeper than any field of an Upstream; what is deeper is refused where it is read. */
const deepest = 24;

function inCamelCase(value: unknown, depth = 0): unknown {
  if (depth > deepest) return value;
  if (Array.isArray(value)) return value.map(item => inCamelCase(item, depth + 1));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      inCamelCase(held, depth + 1),
    ]),
  );
}
