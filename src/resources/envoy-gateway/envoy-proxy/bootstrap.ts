import yaml from 'js-yaml';
import { Type } from 'typebox';
import type { Json } from '#lib/json.ts';
import { converted, ruled } from '../../schema/annotate.ts';
import { jsonPatchOperation } from '../json-patch-operation.ts';

/** The text contains YAML, which is parsed here. */
const text = converted(
  Type.String({ minLength: 1, maxLength: 262_144 }),
  (written, report): Json | undefined => {
    try {
      const value = yaml.load(written, { schema: yaml.JSON_SCHEMA });
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
      report('must be a map in YAML: the fields of Envoy’s bootstrap');
    } catch (error) {
      report(`is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
    return undefined;
  },
);

/** bootstrap changes the configuration that Envoy starts with. */
export const bootstrap = ruled(
  Type.Object({
    type: Type.Enum(['Merge', 'Replace', 'JSONPatch'], { default: 'Replace' }),
    value: Type.Optional(text),
    jsonPatches: Type.Array(jsonPatchOperation, { maxItems: 256, default: [] }),
  }),
  ({ type, value, jsonPatches }, report) => {
    const isPatch = type === 'JSONPatch';
    if (!isPatch && value === undefined) report(`is required where the type is ${type}`, 'value');
    if (isPatch && value !== undefined) report('must be left out where the type is JSONPatch', 'value');
    if (!isPatch && jsonPatches.length > 0)
      report(`must be left out where the type is ${type}`, 'jsonPatches');
    if (isPatch && jsonPatches.length === 0) report('is required where the type is JSONPatch', 'jsonPatches');
  },
);
