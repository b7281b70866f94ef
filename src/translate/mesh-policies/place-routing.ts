import { mergeSettings } from '#lib/merge-settings.ts';
import { isHttpProtocol } from '#model';
import type { MeshTcpRules } from '#resources';
import { mergedRules } from './mesh-http-route.ts';
import type { PlaceTraits } from './mesh-policy-kind.ts';
import { placeMeaning } from './place-meaning.ts';
import { inOrder, type PolicyItem } from './policy-item.ts';
import type { PlaceRouting, RoutedRule } from './routed-rule.ts';

/**
 * placeRouting is what the routes among the items that hold at a place come to; undefined where all goes to the service itself.
 * `ofRoute` are the items that are about the routes of a name alone.
 */
export function placeRouting(
  items: readonly PolicyItem[],
  place: PlaceTraits,
  ofRoute: (name: string) => readonly PolicyItem[],
): PlaceRouting | undefined {
  const ofHttp = items.filter(({ id }) => id === 'kuma/MeshHTTPRoute');
  // An HTTP port is routed by requests where any MeshHTTPRoute is about it; otherwise its connections are passed on as they
  // are.
  if (isHttpProtocol(place.protocol) && ofHttp.length > 0) {
    const rules = mergedRules(ofHttp).map((rule): RoutedRule => {
      const own = rule.routes.flatMap(ofRoute);
      const facets = own.length === 0 ? undefined : placeMeaning(inOrder([...items, ...own]), place).route;
      return facets === undefined ? rule : { ...rule, facets };
    });
    return { kind: 'http', rules };
  }
  const ofTcp = items.filter(({ id }) => id === 'kuma/MeshTCPRoute').map(({ settings }) => settings);
  const { backendRefs } = mergeSettings(ofTcp as readonly MeshTcpRules[]) ?? {};
  return backendRefs === undefined ? undefined : { kind: 'tcp', backendRefs };
}
