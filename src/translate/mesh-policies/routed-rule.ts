import type { RouteFacets } from '#model';
import type { WeightedBackendRef } from '#resources';
import type { MergedRule } from './mesh-http-route.ts';

/** RoutedRule is a rule of MeshHTTPRoutes, with facets of its own where items are about its routes alone. */
export interface RoutedRule extends MergedRule {
  readonly facets?: RouteFacets;
}

/** PlaceRouting is where a place sends its traffic, in the written form of policies. */
export type PlaceRouting =
  | { readonly kind: 'http'; readonly rules: readonly RoutedRule[] }
  | { readonly kind: 'tcp'; readonly backendRefs: readonly WeightedBackendRef[] };
