import type { Cors, HttpAction, HttpEdits, PathEdit } from '#model';
import type { HttpRouteCors, HttpRouteFilter, HttpRouteRequestMirror } from '#resources';
import { hasControl, headerEdit, headerProblem, noControl } from '../header-edit.ts';

/** FilterProblem says why a filter cannot be applied. What it was meant for must then not be served as if it were not there. */
export interface FilterProblem {
  readonly message: string;
  readonly path: string;
}

/** AppliedFilters is what a list of filters comes down to. */
export interface AppliedFilters extends HttpEdits {
  readonly redirect?: Extract<HttpAction, { kind: 'redirect' }>;
  readonly cors?: Cors;
  readonly mirrors: readonly { readonly index: number; readonly mirror: HttpRouteRequestMirror }[];
  readonly problems: readonly FilterProblem[];
}

/** applyFilters reads the filters of a rule or of a backend reference; `at` is the path of the list as written. */
export function applyFilters(filters: readonly HttpRouteFilter[], at: string): AppliedFilters {
  let applied: AppliedFilters = { mirrors: [], problems: [] };
  for (const [index, filter] of filters.entries()) {
    applied = { ...applied, ...applyFilter(filter, applied, index, `${at}[${index}]`) };
  }
  return applied;
}

function applyFilter(
  filter: HttpRouteFilter,
  so: AppliedFilters,
  index: number,
  path: string,
): Partial<AppliedFilters> {
  const refuse = (message: string, where: string) => ({
    problems: [...so.problems, { message, path: where }],
  });
  switch (filter.type) {
    case 'RequestHeaderModifier': {
      const edit = headerEdit(filter.requestHeaderModifier);
      const problem = headerProblem(edit);
      return problem === undefined
        ? { requestHeaders: edit }
        : refuse(problem, `${path}.requestHeaderModifier`);
    }
    case 'ResponseHeaderModifier': {
      const edit = headerEdit(filter.responseHeaderModifier);
      const problem = headerProblem(edit);
      return problem === undefined
        ? { responseHeaders: edit }
        : refuse(problem, `${path}.responseHeaderModifier`);
    }
    case 'RequestRedirect': {
      const { scheme, hostname, port, path: edit, statusCode } = filter.requestRedirect;
      const replaced = edit === undefined ? undefined : pathEdit(edit);
      if (replaced !== undefined && hasControl(replaced.value))
        return refuse(noControl, `${path}.requestRedirect.path`);
      return {
        redirect: {
          kind: 'redirect',
          status: statusCode,
          ...(scheme === undefined ? {} : { scheme }),
          ...(hostname === undefined ? {} : { hostname }),
          ...(port === undefined ? {} : { port }),
          ...(replaced === undefined ? {} : { path: replaced }),
        },
      };
    }
    case 'URLRewrite': {
      const { hostname, path: edit } = filter.urlRewrite;
      const replaced = edit === undefined ? undefined : pathEdit(edit);
      if (replaced !== undefined && hasControl(replaced.value))
        return refuse(noControl, `${path}.urlRewrite.path`);
      return {
        ...(hostname === undefined ? {} : { hostname }),
        ...(replaced === undefined ? {} : { path: replaced }),
      };
    }
    case 'RequestMirror':
      return { mirrors: [...so.mirrors, { index, mirror: filter.requestMirror }] };
    case 'CORS':
      return { cors: corsOf(filter.cors) };
    case 'ExtensionRef': {
      const { group, kind, name } = filter.extensionRef;
      return refuse(
        `${kind} ${name} of group ${group} is no extension that is served`,
        `${path}.extensionRef`,
      );
    }
    case 'unsupported':
      return refuse(`filter type ${filter.written} is unknown`, `${path}.type`);
  }
}

function corsOf(written: HttpRouteCors): Cors {
  const { allowOrigins, allowCredentials, allowMethods, allowHeaders, exposeHeaders, maxAge } = written;
  return {
    origins: allowOrigins,
    credentials: allowCredentials,
    methods: allowMethods,
    headers: allowHeaders,
    exposedHeaders: exposeHeaders,
    maxAge,
  };
}

type WrittenPath = NonNullable<Extract<HttpRouteFilter, { type: 'URLRewrite' }>['urlRewrite']['path']>;

function pathEdit(written: WrittenPath): PathEdit {
  return written.type === 'ReplaceFullPath'
    ? { kind: 'full', value: rooted(written.replaceFullPath) }
    : { kind: 'prefix', value: rooted(written.replacePrefixMatch) };
}

function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
