const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const name = new RegExp(`^${label}(?:\\.${label})*\\.?$`);

/** The host name that stands for every host, as Envoy writes it too. */
export const anyHostname = '*';

/**
 * normalizeHostname gives the one form of names that mean the same host: lower case, without a trailing dot. What is compared,
 * checked for safety or sent as Host or SNI is normalised first.
 */
export function normalizeHostname(hostname: string): string {
  const lower = hostname.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/** isHostname tells a DNS name in lower case (RFC 1123; a trailing dot is allowed, a wildcard is not) from everything else. */
export function isHostname(text: string): boolean {
  const length = text.endsWith('.') ? text.length - 1 : text.length;
  return length <= 253 && name.test(text);
}

const loose = '[a-z0-9_](?:[-a-z0-9_]{0,61}[a-z0-9_])?';
const askable = new RegExp(`^${loose}(?:\\.${loose})*$`);

/**
 * isAskable tells names that resolvers can be asked for from all else: a host name in lower case without a trailing dot, possibly
 * with underscores, as in the older names of services in a mesh.
 */
export function isAskable(name: string): boolean {
  return name.length <= 253 && askable.test(name);
}

/** isWildcard tells wildcards as in the Gateway API, `*.example.com`, where the wildcard is the whole first label. */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.');
}

/**
 * hostnameMatches tells whether `pattern` (a name, a wildcard, or `*`) covers `hostname` (the same). As in Gateway API, a
 * wildcard stands for one or more labels: `*.example.com` covers `a.b.example.com`, and not `example.com`. Both are
 * normalised names.
 */
export function hostnameMatches(pattern: string, hostname: string): boolean {
  if (pattern === anyHostname || pattern === hostname) return true;
  // `*.example.com` covers what ends with `.example.com`, `*.a.example.com` included.
  return isWildcard(pattern) && hostname.length > pattern.length - 1 && hostname.endsWith(pattern.slice(1));
}

/**
 * intersectHostnames gives the hosts that both a listener's and a route's hostname cover: the more specific one of the two,
 * or undefined where they have none in common. Absent hostnames are written `*`.
 */
export function intersectHostnames(a: string, b: string): string | undefined {
  if (hostnameMatches(a, b)) return b;
  return hostnameMatches(b, a) ? a : undefined;
}
