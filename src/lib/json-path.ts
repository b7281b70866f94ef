import type { Json } from './json.ts';

/** JsonPathError says which part of a path is not understood; its message is for people. */
export class JsonPathError extends Error {}

/** The path to a value, from the root. */
type Place = readonly string[];

type Step =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'every' }
  | {
      readonly kind: 'where';
      readonly field: readonly string[];
      readonly value: string;
      readonly isEqual: boolean;
    };

interface Segment {
  readonly step: Step;
  /** The step applies at any depth. */
  readonly isDeep: boolean;
}

/**
 * pointersOf finds the values that a JSONPath selects in a document, as JSON pointers (RFC 6901) in document order. It supports
 * names, indexes, `*`, `..` and filters that compare one field with a text or a number: `..routes[?(@.name=='shop')].route`.
 */
export function pointersOf(document: Json, path: string): string[] {
  const found = parse(path).reduce<readonly Place[]>(
    (places, segment) => [
      ...new Map(
        places
          .flatMap(place => (segment.isDeep ? within(document, place) : [place]))
          .flatMap(place => taken(document, place, segment.step))
          .map(place => [pointer(place), place] as const),
      ).values(),
    ],
    [[]],
  );
  return found.map(pointer);
}

function pointer(place: Place): string {
  return place.map(name => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function taken(document: Json, place: Place, step: Step): Place[] {
  const children = childrenOf(at(document, place));
  switch (step.kind) {
    case 'child':
      return children.filter(([name]) => name === step.name).map(([name]) => [...place, name]);
    case 'every':
      return children.map(([name]) => [...place, name]);
    case 'where':
      return children
        .filter(([, child]) => {
          const value = at(child, step.field);
          return value !== undefined && (String(value) === step.value) === step.isEqual;
        })
        .map(([name]) => [...place, name]);
  }
}

function within(document: Json, place: Place): Place[] {
  const children = childrenOf(at(document, place));
  return [place, ...children.flatMap(([name]) => within(document, [...place, name]))];
}

function childrenOf(value: Json | undefined): [string, Json][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function at(value: Json | undefined, place: Place): Json | undefined {
  return place.reduce<Json | undefined>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Readonly<Record<string, Json>>)[name]
        : undefined,
    value,
  );
}

const field = String.raw`@((?:\.[A-Za-z_]\w*|\[(?:'[^']*'|"[^"]*"|\d+)\])+)`;
const literal = String.raw`('[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false)`;
const filter = new RegExp(String.raw`^\[\?\(?\s*${field}\s*(==|!=)\s*${literal}\s*\)?\]`);
const bracketed = /^\[(?:'([^']*)'|"([^"]*)"|(\d+)|(\*))\]/;
const named = /^([A-Za-z_]\w*|\*)/;

function parse(path: string): Segment[] {
  let rest = path.trim().replace(/^\$/, '');
  const segments: Segment[] = [];
  while (rest !== '') {
    const isDeep = rest.startsWith('..');
    if (isDeep) rest = rest.slice(2);
    else if (rest.startsWith('.')) rest = rest.slice(1);
    const [step, length] = parseStep(rest, path);
    segments.push({ step, isDeep });
    rest = rest.slice(length);
  }
  return segments;
}

function parseStep(rest: string, path: string): readonly [Step, number] {
  const where = filter.exec(rest);
  if (where !== null) {
    const [all, steps = '', operator, value = ''] = where;
    const names = [...steps.matchAll(/\.(\w+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\d+)\]/g)];
    const field = names.map(([, a, b, c, d]) => a ?? b ?? c ?? d ?? '');
    const isEqual = operator === '==';
    return [{ kind: 'where', field, value: value.replace(/^(['"])(.*)\1$/, '$2'), isEqual }, all.length];
  }
  const bracket = bracketed.exec(rest);
  if (bracket !== null) {
    const [all, single, double, index, every] = bracket;
    return [
      every === '*' ? { kind: 'every' } : { kind: 'child', name: single ?? double ?? index ?? '' },
      all.length,
    ];
  }
  const name = named.exec(rest)?.[0];
  if (name === undefined) throw new JsonPathError(`${path} is not understood from ${rest} on`);
  return [name === '*' ? { kind: 'every' } : { kind: 'child', name }, name.length];
}
