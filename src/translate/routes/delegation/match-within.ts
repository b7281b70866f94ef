import { quoteRegex } from '#lib/quote-regex.ts';
import type { HttpMatch, PathMatch } from '#model';

/**
 * matchWithin is the part of what the rule above takes that a match takes; undefined where that is nothing. The match must
 * ask for everything that the one above asks for, unless it inherits that: then its path begins where the other ends.
 */
export function matchWithin(above: HttpMatch, own: HttpMatch, inherits: boolean): HttpMatch | undefined {
  if (inherits) return joined(above, own);
  const isWithin =
    pathWithin(above.path, own.path) &&
    (above.method === undefined || own.method === above.method) &&
    includes(own.headers, above.headers) &&
    includes(own.queryParams, above.queryParams);
  return isWithin ? own : undefined;
}

function pathWithin(above: PathMatch, own: PathMatch): boolean {
  if (above.kind !== 'prefix') return false;
  const begin = above.value.replace(/\/+$/, '');
  if (own.kind === 'regex') return begin === '' || beginsWith(own.value, begin);
  return own.value === begin || own.value.startsWith(`${begin}/`);
}

/** Whether every text that matches an expression begins with `begin`: an alternative or a repetition could undo that. */
function beginsWith(expression: string, begin: string): boolean {
  const quoted = [quoteRegex(begin), begin].find(text => expression.startsWith(text));
  if (quoted === undefined) return false;
  const rest = expression.slice(quoted.length);
  return !/^[?*+{]/.test(rest) && !hasAlternatives(rest);
}

function hasAlternatives(expression: string): boolean {
  const bare = expression.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) return true;
  }
  return false;
}

type Test = HttpMatch['headers'][number] | HttpMatch['queryParams'][number];

function includes(own: readonly Test[], above: readonly Test[]): boolean {
  const texts = new Set(own.map(test => JSON.stringify(test)));
  return above.every(test => texts.has(JSON.stringify(test)));
}

function joined(above: HttpMatch, own: HttpMatch): HttpMatch | undefined {
  const path = joinedPath(above.path, own.path);
  if (path === undefined) return undefined;
  const method = above.method ?? own.method;
  return {
    ...own,
    path,
    headers: [...above.headers, ...unnamed(own.headers, above.headers)],
    queryParams: [...above.queryParams, ...unnamed(own.queryParams, above.queryParams)],
    ...(method === undefined ? {} : { method }),
  };
}

/** Below an expression or an exact path nothing can be appended: only a match for everything fits there. */
function joinedPath(above: PathMatch, own: PathMatch): PathMatch | undefined {
  const isAll = own.kind === 'prefix' && own.value === '/';
  if (isAll) return above;
  if (above.kind !== 'prefix') return undefined;
  const begin = above.value.replace(/\/+$/, '');
  if (own.kind === 'regex') return { kind: 'regex', value: `${quoteRegex(begin)}${own.value}` };
  return { kind: own.kind, value: own.value === '/' ? begin || '/' : `${begin}${own.value}` };
}

function unnamed<T extends { readonly name: string }>(own: readonly T[], above: readonly T[]): readonly T[] {
  return own.filter(({ name }) => !above.some(other => other.name === name));
}
