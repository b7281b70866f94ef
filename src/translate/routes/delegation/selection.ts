import { gatewayApiGroup, type HttpRoute, type RouteBackendRef } from '#resources';

/** The label by which routes are found. */
const label = 'delegation.kgateway.dev/label';

/** The namespace of a reference that asks for routes in every namespace. */
const everywhere = 'all';

/** selectionOf is what a reference asks for, as a word; `own` is the namespace of the route that holds it. */
export function selectionOf(
  { group, name, namespace }: Pick<RouteBackendRef, 'group' | 'name' | 'namespace'>,
  own: string,
): string {
  const from = namespace ?? own;
  if (group !== gatewayApiGroup) return labelled(from, name);
  return name === '*' ? every(from) : named(from, name);
}

/** selectedBy are the words of all references that ask for a route. */
export function selectedBy({ ref: { namespace, name }, metadata: { labels } }: HttpRoute): readonly string[] {
  const value = labels[label];
  return [
    named(namespace, name),
    every(namespace),
    every(everywhere),
    ...(value === undefined ? [] : [labelled(namespace, value), labelled(everywhere, value)]),
  ];
}

function named(namespace: string, name: string): string {
  return ['name', namespace, name].join('/');
}

function every(namespace: string): string {
  return ['every', namespace].join('/');
}

function labelled(namespace: string, value: string): string {
  return ['label', namespace, value].join('/');
}
