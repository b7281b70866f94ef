/**
 * routeOf is the name of the RouteConfiguration that a virtual host belongs to: `web` of `web/shop`. Envoy splits at the
 * last `/`, so the host's own part must hold none.
 */
export function routeOf(virtualHost: string): string {
  return virtualHost.slice(0, Math.max(0, virtualHost.lastIndexOf('/')));
}
