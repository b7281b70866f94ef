import type { HttpMatch, PathEdit } from '#model';
import { replacedText } from './matches.ts';
import { pathOf, queryOf, type SeenRequest } from './request.ts';

/** sentPath is the path, with its query, that a request goes on with. It says what `envoy/path-rewrite.ts` makes Envoy do. */
export function sentPath(edit: PathEdit | undefined, match: HttpMatch, request: SeenRequest): string {
  return edit === undefined ? request.path : editedPath(edit, match, pathOf(request)) + queryOf(request);
}

function editedPath(edit: PathEdit, match: HttpMatch, path: string): string {
  if (edit.kind === 'pattern') return replacedText(edit, path);
  if (edit.kind === 'full') return edit.value;
  const prefix = match.path.value.replace(/\/+$/, '');
  const value = edit.value.replace(/\/+$/, '');
  // What the rule matched is replaced: the prefix, or, where the match asks for a whole path, the path.
  const matched = match.path.kind === 'prefix' ? prefix : path;
  const rest = path.slice(prefix === '' ? 1 : matched.length);
  if (prefix === '') return `${value}/${rest}`;
  return value === '' ? `/${rest.replace(/^\/+/, '')}` : value + rest;
}
