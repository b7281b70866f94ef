import { quoteRegex } from '#lib/quote-regex.ts';
import type { PathMatch } from '#model';
import { withoutTrailingSlash } from './route-match.ts';

/** pathRegex matches `:path`, in which Envoy has the path with its query, by the path alone. */
export function pathRegex({ kind, value }: PathMatch): string {
  const query = '(\\?.*)?';
  switch (kind) {
    case 'exact':
      return `${quoteRegex(value)}${query}`;
    case 'prefix':
      return `${quoteRegex(withoutTrailingSlash(value))}(/[^?]*)?${query}`;
    case 'regex':
      return `(?:${value})${query}`;
  }
}
