import type {
  AnyRoute,
  BackendObjectReference,
  GrpcRouteMatch,
  HttpRouteFilter,
  HttpRouteMatch,
  IngressRule,
} from '#resources';

/** RuleWords is a rule in words, without its name and backendRefs. */
export interface RuleWords {
  /** Any of them may match; empty where the rule has no matches. */
  readonly matches: readonly string[];
  /** Types of the filters, in order. */
  readonly filters: readonly string[];
  /** References other than backendRefs, with their paths within the rule. */
  readonly refs: readonly { readonly path: string; readonly ref: BackendObjectReference }[];
}

/** ruleWords words every rule of a route. */
export function ruleWords(route: AnyRoute): readonly RuleWords[] {
  switch (route.id) {
    case 'gateway-api/HTTPRoute':
      return route.spec.rules.map(({ matches, filters }) => ({
        matches: matches.map(httpMatch),
        ...filterWords(filters),
      }));
    case 'gateway-api/GRPCRoute':
      return route.spec.rules.map(({ matches, filters }) => ({
        matches: matches.map(grpcMatch),
        ...filterWords(filters),
      }));
    case 'kubernetes/Ingress':
      return route.spec.rules.map(({ host, path }) => ({
        matches: [host === undefined ? 'whatever no other rule takes' : ingressMatch(host, path)],
        filters: [],
        refs: [],
      }));
    case 'gateway-api/TLSRoute':
      return route.spec.rules.map(() => ({ matches: ['every connection over TLS'], filters: [], refs: [] }));
    case 'gateway-api/UDPRoute':
      return route.spec.rules.map(() => ({ matches: ['every datagram'], filters: [], refs: [] }));
    case 'gateway-api/TCPRoute':
      return route.spec.rules.map(() => ({ matches: ['every connection'], filters: [], refs: [] }));
  }
}

function filterWords(filters: readonly HttpRouteFilter[]): Pick<RuleWords, 'filters' | 'refs'> {
  return {
    filters: filters.map(filterWord),
    refs: filters.flatMap((filter, i) =>
      filter.type === 'RequestMirror'
        ? [{ path: `filters[${i}].requestMirror.backendRef`, ref: filter.requestMirror.backendRef }]
        : [],
    ),
  };
}

function filterWord(filter: HttpRouteFilter): string {
  switch (filter.type) {
    case 'ExtensionRef':
      return `${filter.extensionRef.kind} ${filter.extensionRef.name}`;
    case 'unsupported':
      return filter.written;
    default:
      return filter.type;
  }
}

function compared(type: string): string {
  return type === 'RegularExpression' ? '~' : '=';
}

function headerWords(headers: HttpRouteMatch['headers']): string[] {
  return headers.map(h => `header ${h.name}${compared(h.type)}${h.value}`);
}

function httpMatch({ path, method, headers, queryParams }: HttpRouteMatch): string {
  return [
    ...(method === undefined ? [] : [method]),
    `${path.type} ${path.value}`,
    ...headerWords(headers),
    ...queryParams.map(q => `query ${q.name}${compared(q.type)}${q.value}`),
  ].join(', ');
}

function ingressMatch(host: string, { type, value }: IngressRule['path']): string {
  return [...(host === '*' ? [] : [`host ${host}`]), `${type} ${value}`].join(', ');
}

function grpcMatch({ method, headers }: GrpcRouteMatch): string {
  const called =
    method === undefined
      ? 'every method'
      : `${method.type} ${method.service || 'any service'}/${method.method || 'any method'}`;
  return [called, ...headerWords(headers)].join(', ');
}
