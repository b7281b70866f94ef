import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RouteActionSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { HostEdit } from '#model';

type Rewrite = Pick<
  Extract<MessageInitShape<typeof RouteActionSchema>, { $typeName?: never }>,
  'hostRewriteSpecifier' | 'appendXForwardedHost'
>;

/** hostRewrite words the host that a backend is asked for in place of the one that the client named. */
export function hostRewrite(edit: HostEdit | undefined): Rewrite {
  if (edit === undefined) return {};
  return { hostRewriteSpecifier: specifier(edit), appendXForwardedHost: edit.isToldOf };
}

function specifier(edit: HostEdit): NonNullable<Rewrite['hostRewriteSpecifier']> {
  switch (edit.kind) {
    case 'endpoint':
      return { case: 'autoHostRewrite', value: { value: true } };
    case 'header':
      return { case: 'hostRewriteHeader', value: edit.name };
    case 'name':
      return { case: 'hostRewriteLiteral', value: edit.name };
    case 'path': {
      const { pattern, substitution } = edit;
      return { case: 'hostRewritePathRegex', value: { pattern: { regex: pattern }, substitution } };
    }
  }
}
