import { CORE_SCHEMA, load, Type, YAMLException } from 'js-yaml';
import { duplicateJsonKey } from './duplicate-json-key.ts';
import type { Format } from './file-name.ts';
import { limits } from './limits.ts';

/** Mistake is why a text is not a usable value: a finding's reason and message. */
export interface Mistake {
  readonly reason: string;
  readonly message: string;
}

export type Parsed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly mistake: Mistake };

/**
 * The JSON-compatible core of YAML 1.2, with the merge keys (`<<`) of YAML 1.1 that manifests use. js-yaml's own defaults
 * bound depth (100, as `limits.depth`) and merged keys (10,000).
 */
const merge = new Type('tag:yaml.org,2002:merge', {
  kind: 'scalar',
  resolve: (text: unknown) => text === '<<',
});
const schema = CORE_SCHEMA.extend({ implicit: [merge] });

/** parseDocument parses the text of one document. It never throws, and its cost is bounded by `limits`. */
export function parseDocument(text: string, format: Format): Parsed {
  if (text.includes('\0')) {
    return broken(
      'InvalidCharacter',
      'holds a NUL character: save it as UTF-8 text without control characters',
    );
  }
  try {
    const value: unknown = format === 'json' ? parseJson(text) : load(text, { schema });
    const mistake = tooMuch(value) ?? (isTemplate(text, value) ? template : undefined);
    return mistake === undefined ? { kind: 'value', value } : { kind: 'broken', mistake };
  } catch (error) {
    const isOfTemplate = format === 'yaml' && error instanceof YAMLException && holdsActions.test(text);
    return { kind: 'broken', mistake: isOfTemplate ? template : asMistake(error, format) };
  }
}

/**
 * A template action that stands alone in its line, or as a value: valid YAML would be a map as a key there, which nobody
 * writes.
 */
const holdsActions = /^[ \t]*\{\{.{1,500}\}\}[ \t\r]*$|[:-][ \t]\{\{.{1,500}\}\}/m;

const template: Mistake = mistake(
  'InvalidYAML',
  'is a template ({{ … }}), and no YAML yet: render it first (as `helm template` does), and give what comes of it',
);

/** The key that js-yaml makes of a map that is the key of another: it reads `name: {{ name }}` so. */
const mapAsKey = '[object Object]';

function isTemplate(text: string, value: unknown): boolean {
  return holdsActions.test(text) && hasKey(value, mapAsKey);
}

function hasKey(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, key) || Object.values(value).some(child => hasKey(child, key));
}

class DuplicateKey extends Error {}

function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const key = duplicateJsonKey(text);
  if (key !== undefined) throw new DuplicateKey(key);
  return value;
}

/** Aliases put one value in many places, even in itself: counting places rather than values bounds both. */
function tooMuch(root: unknown): Mistake | undefined {
  let nodes = 0;
  const visit = (value: unknown, depth: number): Mistake | undefined => {
    if (++nodes > limits.nodes) {
      return mistake(
        'TooManyValues',
        `holds more than ${limits.nodes} values, counting each use of an alias: split it`,
      );
    }
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth >= limits.depth) {
      return mistake('TooDeep', `is nested more than ${limits.depth} levels deep: no object needs that`);
    }
    for (const child of Array.isArray(value) ? value : Object.values(value)) {
      const found = visit(child, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(root, 0);
}

function asMistake(error: unknown, format: Format): Mistake {
  if (error instanceof DuplicateKey) return duplicate(`the key ${JSON.stringify(error.message)}`);
  if (error instanceof YAMLException) {
    if (error.reason.startsWith('duplicated mapping key')) return duplicate('a key');
    if (error.reason.startsWith('nesting exceeded')) {
      return mistake('TooDeep', `is nested more than ${limits.depth} levels deep: no object needs that`);
    }
    return mistake('InvalidYAML', `is not valid YAML (${withoutQuotes(error.reason)}): mend it there`);
  }
  // Whatever else a parser throws is about this text: it must not take the other documents down.
  const reason = error instanceof Error ? error.message : String(error);
  const [code, language] = format === 'json' ? ['InvalidJSON', 'JSON'] : ['InvalidYAML', 'YAML'];
  return mistake(code, `is not valid ${language} (${withoutQuotes(reason)}): mend it there`);
}

/** Parsers quote what they stumble over (`unidentified alias "…"`), which in a Secret may be the secret. */
function withoutQuotes(reason: string): string {
  return reason.replace(/[\s,:.]*["<!].*$/s, '');
}

function duplicate(what: string): Mistake {
  return mistake('DuplicateKey', `has ${what} twice in one object: keep one of them`);
}

function broken(reason: string, message: string): Parsed {
  return { kind: 'broken', mistake: mistake(reason, message) };
}

function mistake(reason: string, message: string): Mistake {
  return { reason, message };
}
