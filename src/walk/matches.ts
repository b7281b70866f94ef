import { RE2JS } from 're2js';
import type { HeaderCondition, HttpMatch, PathMatch, Replacement, TextMatch, TextPattern } from '#model';
import { cookieOf, headerOf, pathOf, queryParam, type SeenRequest } from './request.ts';

/** Condition is one thing that a match asks of a request. */
export type Condition =
  | { readonly kind: 'path' | 'method' }
  | { readonly kind: 'header' | 'query' | 'cookie'; readonly name: string };

/** failedCondition is the first condition of a match that a request does not meet; undefined where it meets all. */
export function failedCondition(match: HttpMatch, request: SeenRequest): Condition | undefined {
  const isConnect = request.method === 'CONNECT';
  if (isConnect !== (match.isConnect === true)) return { kind: 'method' };
  if (!isConnect && !matchesPath(match.path, pathOf(request))) return { kind: 'path' };
  if (match.method !== undefined && match.method !== request.method) return { kind: 'method' };
  const header = match.headers.find(h => !matchesHeader(h, headerOf(request, h.name)));
  if (header !== undefined) return { kind: 'header', name: header.name };
  const query = match.queryParams.find(q => !matchesText(q, queryParam(request, q.name)));
  if (query !== undefined) return { kind: 'query', name: query.name };
  const cookie = match.cookies?.find(c => !matchesText(c, cookieOf(request, c.name)));
  return cookie === undefined ? undefined : { kind: 'cookie', name: cookie.name };
}

/** matchesPath tells whether a path (without its query) matches. */
export function matchesPath(match: PathMatch, path: string): boolean {
  switch (match.kind) {
    case 'exact':
      return path === match.value;
    case 'prefix': {
      const elements = match.value.replace(/\/+$/, '');
      return path === elements || path.startsWith(`${elements}/`);
    }
    case 'regex':
      return expressionOf(match).matches(path);
  }
}

/** matchesHeader tells whether the value of a header meets a condition; undefined is a header that is absent. */
export function matchesHeader(condition: HeaderCondition, value: string | undefined): boolean {
  if (condition.kind === 'presence') return condition.isThere === (value !== undefined);
  return value !== undefined && matchesPattern(condition, value);
}

/** matchesText tells whether a value matches; undefined, which is not a value, never does. */
export function matchesText(match: Pick<TextMatch, 'kind' | 'value'>, value: string | undefined): boolean {
  if (value === undefined) return false;
  return match.kind === 'exact' ? value === match.value : expressionOf(match).matches(value);
}

/** matchesPattern tells whether a text fits a pattern. */
export function matchesPattern(pattern: TextPattern, text: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return text === pattern.value;
    case 'prefix':
      return text.startsWith(pattern.value);
    case 'suffix':
      return text.endsWith(pattern.value);
    case 'regex':
      return expressionOf(pattern).matches(text);
  }
}

/** replacedText is a text in which every match of the pattern is replaced; `\\1` stands for the first group. */
export function replacedText({ pattern, substitution }: Replacement, text: string): string {
  const matcher = RE2JS.compile(pattern).matcher(text);
  let [out, at] = ['', 0];
  while (matcher.find()) {
    const put = substitution.replace(/\\([\\0-9])/g, (_, what) =>
      what === '\\' ? what : (matcher.group(Number(what)) ?? ''),
    );
    out += text.slice(at, matcher.start()) + put;
    at = matcher.end();
  }
  return out + text.slice(at);
}

const compiled = new WeakMap<object, RE2JS>();

/** Translation has made sure that RE2 accepts the expression. */
function expressionOf(match: { readonly value: string }): RE2JS {
  const known = compiled.get(match) ?? RE2JS.compile(match.value);
  compiled.set(match, known);
  return known;
}
