import type { AnyRoute, BackendObjectReference, HttpRouteMatch } from '#resources';

/** RuleWords is what a rule says beside its name and backendRefs. */
export interface RuleWords {
  /** One of them must match; none where everything does. */
  readonly matches: readonly string[];
  /** Types of the filters, in order. */
  readonly filters: readonly string[];
  /** References beside backendRefs, by their paths within the rule. */
  readonly refs: readonly { readonly path: string; readonly ref: BackendObjectReference }[];
}

type RouteById<I extends AnyRoute['id']> = Extract<AnyRoute, { readonly id: I }>;
type Words = {
  readonly [I in AnyRoute['id']]: (rule: RouteById<I>['spec']['rules'][number]) => RuleWords;
};

/** How the rules of each kind are worded. */
const words: Words = {
  'gateway-api/HTTPRoute': ({ matches, filters }) => ({
    matches: matches.map(httpMatch),
    filters: filters.map(filter => filter.type),
    refs: filters.flatMap((filter, i) =>
      filter.type === 'RequestMirror'
        ? [{ path: `filters[${i}].requestMirror.backendRef`, ref: filter.requestMirror.backendRef }]
        : [],
    ),
  }),
};

/** ruleWords words every rule of a route. */
export function ruleWords(route: AnyRoute): readonly RuleWords[] {
  return route.spec.rules.map(words[route.id]);
}

function httpMatch({ path, method, headers, queryParams }: HttpRouteMatch): string {
  const compare = (type: string) => (type === 'RegularExpression' ? '~' : '=');
  return [
    ...(method === undefined ? [] : [method]),
    `${path.type} ${path.value}`,
    ...headers.map(h => `header ${h.name}${compare(h.type)}${h.value}`),
    ...queryParams.map(q => `query ${q.name}${compare(q.type)}${q.value}`),
  ].join(', ');
}
