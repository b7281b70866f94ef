import type { Finding } from '#lib/finding.ts';
import type { Ingress } from '#resources';

/** How the annotations of other controllers of Ingresses begin. */
const controllers = [
  /^([-a-z0-9]+\.)*ingress\.kubernetes\.io\//,
  /^ingress\.([-a-z0-9]+\.)*kubernetes\.io\//,
  /^kubernetes\.io\/ingress\.(?!class$)/,
  /^([-a-z0-9]+\.)*(nginx\.(org|com)|haproxy\.(org|com)|haproxy-ingress\.github\.io|konghq\.com|projectcontour\.io|traefik\.io|k8s\.apisix\.apache\.org|higress\.io|networking\.gke\.io|cloud\.google\.com|getambassador\.io|citrix\.com|cilium\.io)\//,
];

/** Words in the names of annotations that keep somebody out. */
const restricting =
  /auth|whitelist|allowlist|denylist|blacklist|source-range|block-|limit-|-limit|waf|modsecurity|jwt|access|satisfy|inbound-cidrs|security-group/i;

/**
 * annotationFindings reports, once for an Ingress, its annotations that other controllers understand: they have no effect
 * here, and clients that they would keep out get in.
 */
export function annotationFindings({ ref, metadata: { annotations } }: Ingress): readonly Finding[] {
  const others = Object.keys(annotations)
    .filter(name => controllers.some(pattern => pattern.test(name)))
    .sort();
  if (others.length === 0) return [];
  const keepingOut = others.filter(name => restricting.test(name.slice(name.indexOf('/'))));
  const open =
    keepingOut.length === 0 ? '' : `; so nobody is kept out or slowed down by ${keepingOut.join(', ')}`;
  const message = `of other controllers have no effect here: ${others.join(', ')}${open}. Policies say the like: see docs/guides/ingress.md`;
  return [{ severity: 'warning', reason: 'UnsupportedValue', message, path: 'metadata.annotations', ref }];
}
