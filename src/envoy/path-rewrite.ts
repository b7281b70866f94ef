import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RouteActionSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { quoteRegex } from '#lib/quote-regex.ts';
import type { HttpMatch, PathEdit } from '#model';
import { withoutTrailingSlash } from './route-match.ts';

type Rewrite = Pick<
  Extract<MessageInitShape<typeof RouteActionSchema>, { $typeName?: never }>,
  'prefixRewrite' | 'regexRewrite'
>;

/**
 * rewrite edits the path as the Gateway API's ReplacePrefixMatch does, which is by path elements, while Envoy's prefix
 * rewrite is by characters: `/` in place of a prefix, or anything in place of `/`, needs its slash seen to.
 */
export function rewrite(edit: PathEdit | undefined, match: HttpMatch): Rewrite {
  if (edit === undefined) return {};
  if (edit.kind === 'full') {
    return { regexRewrite: { pattern: { regex: '^/[^?]*' }, substitution: literal(edit.value) } };
  }
  if (edit.kind === 'pattern') {
    return { regexRewrite: { pattern: { regex: edit.pattern }, substitution: edit.substitution } };
  }
  const prefix = withoutTrailingSlash(match.path.value);
  const value = withoutTrailingSlash(edit.value);
  if (prefix === '') return { prefixRewrite: `${value}/` };
  if (value !== '') return { prefixRewrite: value };
  return { regexRewrite: { pattern: { regex: `^${quoteRegex(prefix)}/*` }, substitution: '/' } };
}

/** A backslash begins a capture group's number in a substitution. */
function literal(substitution: string): string {
  return substitution.replaceAll('\\', '\\\\');
}
