import type { OverridingAnswer } from '#model';

type To = Omit<Extract<OverridingAnswer, { readonly kind: 'redirect' }>, 'kind' | 'status'>;

const originalHost =
  "('x-envoy-original-host' in request.headers ? request.headers['x-envoy-original-host'] : request.host)";

/** What a client asked for, whatever was rewritten on the way to the backend. */
const requested = {
  scheme: '%REQ(:SCHEME)%',
  authority: '%REQ(X-ENVOY-ORIGINAL-HOST?:AUTHORITY)%',
  host: `%CEL(re.extract(${originalHost}, '^([[][^]]*[]]|[^:]*)(?::[0-9]+)?$', '\\\\1'))%`,
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
};

const wellKnownPorts = { http: 80, https: 443 } as const;

/** location is the value of the Location header, made of what is given and, for the rest, of the request. */
export function location({ scheme, hostname, port, path }: To): string {
  const isWritten = port !== undefined && (scheme === undefined || wellKnownPorts[scheme] !== port);
  const host =
    hostname ?? (port === undefined && scheme === undefined ? requested.authority : requested.host);
  const authority = isWritten ? `${host}:${port}` : host;
  return `${scheme ?? requested.scheme}://${authority}${path === undefined ? requested.path : literal(path)}`;
}

function literal(text: string): string {
  return text.replaceAll('%', '%%');
}
