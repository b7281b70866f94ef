import { Type } from 'typebox';
import { defaulted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { headerName, headerValue } from './fields.ts';

const pathCharacters = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;
const notInAPath = ['//', '/./', '/../', '%2f', '%2F', '#'];
const notAtItsEnd = ['/..', '/.'];

const pathMatch = Type.Object({
  type: Type.Enum(['Exact', 'PathPrefix', 'RegularExpression'], { default: 'PathPrefix' }),
  value: Type.String({ maxLength: 1024, default: '/' }),
});

/** Paths that are compared as text must be written in normalized form, as requests are; regular expressions need not. */
function checkPath({ type, value }: Read<typeof pathMatch>, report: Report): void {
  if (type === 'RegularExpression') return;
  if (!value.startsWith('/')) {
    report(`must start with "/" where the type is ${type}`, 'value');
    return;
  }
  for (const part of notInAPath) {
    if (value.includes(part)) report(`must not contain "${part}" where the type is ${type}`, 'value');
  }
  for (const end of notAtItsEnd) {
    if (value.endsWith(end)) report(`must not end with "${end}" where the type is ${type}`, 'value');
  }
  if (!value.includes('#') && !pathCharacters.test(value)) {
    report('must only contain characters that a URL path may have; write others percent-encoded', 'value');
  }
}

/** headerMatch is a condition on the value of a header. */
export const headerMatch = Type.Object({
  type: Type.Enum(['Exact', 'RegularExpression'], { default: 'Exact' }),
  name: headerName,
  value: headerValue,
});

export const headerMatches = ruled(Type.Array(headerMatch, { maxItems: 16, default: [] }), uniqueBy('name'));

const queryParamMatch = Type.Object({
  type: Type.Enum(['Exact', 'RegularExpression'], { default: 'Exact' }),
  name: headerName,
  value: Type.String({ minLength: 1, maxLength: 1024 }),
});

export const httpMethods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
] as const;

/** httpMatch is one alternative of a rule: all of its conditions must hold. */
export const httpMatch = Type.Object({
  path: defaulted(ruled(pathMatch, checkPath), {}),
  headers: headerMatches,
  queryParams: ruled(Type.Array(queryParamMatch, { maxItems: 16, default: [] }), uniqueBy('name')),
  method: Type.Optional(Type.Enum([...httpMethods])),
});
export type HttpRouteMatch = Read<typeof httpMatch>;

const maxMatches = 128;

/** matchesInBounds limits the matches in all rules of a route together. */
export function matchesInBounds(
  rules: readonly { readonly matches: readonly unknown[] }[],
  report: Report,
): void {
  const total = rules.reduce((sum, { matches }) => sum + matches.length, 0);
  if (total <= maxMatches) return;
  report(
    `must have at most ${maxMatches} matches in all its rules together, but has ${total}; split the route`,
  );
}
