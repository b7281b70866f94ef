import type { RouteFacets } from '#model';
import type { WeightedBackendRef } from '#resources';
import type { MergedRule } from './mesh-http-route.ts';

/** RoutedRule is a rule of MeshHTTPRoutes, and what is said of its requests where something is said of its routes alone. */
export interface RoutedRule extends MergedRule {
  readonly facets?: RouteFacets;
}

/** PlaceRouting is where a place sends what it takes, in the words of its policies. */
export type PlaceRouting =
  | { readonly kind: 'http'; readonly rules: readonly RoutedRule[] }
  | { readonly kind: 'tcp'; readonly backendRefs: readonly WeightedBackendRef[] };
