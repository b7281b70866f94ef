import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderValueOptionSchema } from '#gen/envoy/config/core/v3/base_pb.js';
import { HeaderValueOption_HeaderAppendAction } from '#gen/envoy/config/core/v3/base_pb.js';
import {
  RedirectAction_RedirectResponseCode as Code,
  type RedirectActionSchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import { type HttpAction, type HttpMatch, type PathEdit, type RouteTable, redirectPort } from '#model';
import { rewrite } from './path-rewrite.ts';

type Redirect = Extract<HttpAction, { kind: 'redirect' }>;

const codes: Readonly<Record<number, Code>> = {
  301: Code.MOVED_PERMANENTLY,
  302: Code.FOUND,
  303: Code.SEE_OTHER,
  307: Code.TEMPORARY_REDIRECT,
  308: Code.PERMANENT_REDIRECT,
};

/** redirect words a redirect for Envoy. */
export function redirect(
  action: Redirect,
  match: HttpMatch,
  table: RouteTable,
): MessageInitShape<typeof RedirectActionSchema> {
  const port = redirectPort(action, table);
  return {
    responseCode: codes[action.status] ?? Code.FOUND,
    ...(action.scheme === undefined
      ? {}
      : { schemeRewriteSpecifier: { case: 'schemeRedirect', value: action.scheme } as const }),
    ...(action.hostname === undefined ? {} : { hostRedirect: action.hostname }),
    ...(port === undefined ? {} : { portRedirect: port }),
    ...redirectPath(action.path, match),
  };
}

/** Envoy's Location keeps the port of the request's Host, which is that of the scheme the request came by. */
const withoutPort =
  "re.extract(response.headers['location'], '([a-z]+://(?:[[][^]]*[]]|[^/:]+))(?::[0-9]+)?(.*)', '\\\\1\\\\2')";

/** locationEdit takes that port out again, where the redirect puts neither a host nor a port in its place. */
export function locationEdit(
  action: HttpAction,
  table: RouteTable,
): MessageInitShape<typeof HeaderValueOptionSchema>[] {
  if (action.kind !== 'redirect' || action.hostname !== undefined) return [];
  if (redirectPort(action, table) !== undefined) return [];
  return [
    {
      header: { key: 'location', value: `%CEL(${withoutPort})%` },
      appendAction: HeaderValueOption_HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
    },
  ];
}

function redirectPath(edit: PathEdit | undefined, match: HttpMatch) {
  if (edit === undefined) return {};
  if (edit.kind === 'full') {
    return { pathRewriteSpecifier: { case: 'pathRedirect', value: edit.value } } as const;
  }
  const { prefixRewrite, regexRewrite } = rewrite(edit, match);
  if (regexRewrite !== undefined) {
    return { pathRewriteSpecifier: { case: 'regexRewrite', value: regexRewrite } } as const;
  }
  return { pathRewriteSpecifier: { case: 'prefixRewrite', value: prefixRewrite ?? '/' } } as const;
}
