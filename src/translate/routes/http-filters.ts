import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Cors, HttpAction, HttpEdits, InjectedCredential, Owned, PathEdit, TextMatch } from '#model';
import {
  type HttpRouteExternalAuth,
  type HttpRouteFilter,
  type HttpRouteRequestMirror,
  type LocalObjectReference,
  ruleFilterKinds,
} from '#resources';
import { corsOf } from '../cors.ts';
import { hasControl, headerEdit, headerProblem, noControl } from '../header-edit.ts';
import type { Extension, ResolveExtension } from './extension.ts';

/** FilterProblem says why a filter cannot be applied. Requests that it was meant for must then not be served without it. */
export interface FilterProblem {
  readonly message: string;
  readonly path: string;
  /**
   * `incompatible`: several filters exclude each other. `missing`: the filter names an object that does not exist.
   * `unserved`: it names an object of a kind that is not a filter here. `unknown`: its own type is not known.
   */
  readonly kind?: 'incompatible' | 'missing' | 'unserved' | 'unknown';
}

/** AppliedFilters is the combined effect of a list of filters. */
export interface AppliedFilters extends HttpEdits {
  readonly redirect?: Extract<HttpAction, { kind: 'redirect' }>;
  readonly answer?: Extract<HttpAction, { kind: 'answer' }>;
  readonly credentials?: readonly Owned<InjectedCredential>[];
  /** As in HttpRule. */
  readonly policies?: readonly ResourceKey[];
  /** As in Extension. */
  readonly cookies?: readonly (readonly TextMatch[])[];
  readonly cors?: Cors;
  readonly mirrors: readonly { readonly index: number; readonly mirror: HttpRouteRequestMirror }[];
  /** The filter that has a service asked about each request, and its index. */
  readonly asked?: { readonly index: number; readonly externalAuth: HttpRouteExternalAuth };
  readonly problems: readonly FilterProblem[];
}

/** applyFilters reads the filters of a rule or of a backend reference; `at` is the path of the list as written. */
export function applyFilters(
  filters: readonly HttpRouteFilter[],
  at: string,
  extension: ResolveExtension,
): AppliedFilters {
  let applied: AppliedFilters = { mirrors: [], problems: [] };
  for (const [index, filter] of filters.entries()) {
    applied = { ...applied, ...applyFilter(filter, applied, index, `${at}[${index}]`, extension) };
  }
  return applied.mirrors.length > 0 ? withMirrors(applied, at) : applied;
}

/** A request that is answered without a backend is not forwarded, so there is nothing to copy. */
function withMirrors(applied: AppliedFilters, at: string): AppliedFilters {
  const { redirect, answer, mirrors, problems } = applied;
  const what = redirect === undefined ? answer && 'an answer' : 'a redirect';
  if (what === undefined) return applied;
  const message = `cannot be beside ${what}, which asks no backend; remove one of them`;
  const path = `${at}[${mirrors[0]?.index}].type`;
  return { ...applied, problems: [...problems, { message, path, kind: 'incompatible' }] };
}

function applyFilter(
  filter: HttpRouteFilter,
  so: AppliedFilters,
  index: number,
  path: string,
  extension: ResolveExtension,
): Partial<AppliedFilters> {
  const refuse = (message: string, where: string, kind?: FilterProblem['kind']) => ({
    problems: [...so.problems, { message, path: where, ...(kind === undefined ? {} : { kind }) }],
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
      if (isTwice(so, { host: hostname, path: edit })) return refuse(rewrittenTwice, `${path}.urlRewrite`);
      return {
        ...(hostname === undefined ? {} : { host: { kind: 'name', name: hostname, isToldOf: true } }),
        ...(replaced === undefined ? {} : { path: replaced }),
      };
    }
    case 'RequestMirror':
      return { mirrors: [...so.mirrors, { index, mirror: filter.requestMirror }] };
    case 'ExternalAuth':
      return { asked: { index, externalAuth: filter.externalAuth } };
    case 'CORS':
      return { cors: corsOf(filter.cors) };
    case 'ExtensionRef': {
      const { group, kind, name } = filter.extensionRef;
      const found = extension(filter.extensionRef);
      if (found === undefined) {
        return isServed(filter.extensionRef)
          ? refuse(`${kind} ${name} was not found`, `${path}.extensionRef`, 'missing')
          : refuse(
              `${kind} ${name} of group ${group} is not a filter that is served; HTTPRouteFilter of gateway.envoyproxy.io is`,
              `${path}.extensionRef`,
              'unserved',
            );
      }
      const problem = extensionProblem(found, so);
      return problem === undefined
        ? applyExtension(found, so)
        : refuse(`names ${kind} ${name}, which ${problem}`, `${path}.extensionRef`);
    }
    case 'unsupported':
      return refuse(`filter type ${filter.written} is unknown`, `${path}.type`, 'unknown');
  }
}

function isServed({ group, kind }: LocalObjectReference): boolean {
  return ruleFilterKinds.some(known => known.group === group && known.kind === kind);
}

const rewrittenTwice = 'rewrites what another filter of the rule rewrites';

function isTwice(
  so: AppliedFilters,
  { host, path }: { readonly host: unknown; readonly path: unknown },
): boolean {
  return (host !== undefined && so.host !== undefined) || (path !== undefined && so.path !== undefined);
}

function extensionProblem(
  { host, path, cookies, problems }: Extension,
  so: AppliedFilters,
): string | undefined {
  const [problem] = problems;
  if (problem !== undefined) return `cannot be used: ${problem.path} ${problem.message}`;
  if (isTwice(so, { host, path })) return rewrittenTwice;
  return cookies.length > 0 && so.cookies !== undefined
    ? 'asks for cookies, as another filter of the rule does: write them in one'
    : undefined;
}

function applyExtension(
  { host, path, answer, credential, policy, cookies }: Extension,
  { credentials = [], policies = [] }: AppliedFilters,
): Partial<AppliedFilters> {
  return {
    ...(host === undefined ? {} : { host }),
    ...(path === undefined ? {} : { path }),
    ...(answer === undefined ? {} : { answer }),
    ...(credential === undefined ? {} : { credentials: [...credentials, credential] }),
    ...(policy === undefined ? {} : { policies: [...policies, policy] }),
    ...(cookies.length === 0 ? {} : { cookies }),
  };
}

type WrittenPath = NonNullable<Extract<HttpRouteFilter, { type: 'URLRewrite' }>['urlRewrite']['path']>;

function pathEdit(written: WrittenPath): Exclude<PathEdit, { kind: 'pattern' }> {
  return written.type === 'ReplaceFullPath'
    ? { kind: 'full', value: rooted(written.replaceFullPath) }
    : { kind: 'prefix', value: rooted(written.replacePrefixMatch) };
}

function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
