import type { RouteTable } from './attachment.ts';
import type { HttpAction } from './http-rule.ts';

type Redirect = Extract<HttpAction, { kind: 'redirect' }>;

const wellKnownPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/**
 * redirectPort is the port that a redirect leads to, if it must be written out. A redirect without a port leads to the port of
 * its scheme, or, without a scheme, to the listener's (HTTPRequestRedirectFilter.port).
 */
export function redirectPort(action: Redirect, table: RouteTable): number | undefined {
  const scheme = action.scheme ?? (table.listener === undefined ? 'http' : 'https');
  const port = action.port ?? (action.scheme === undefined ? table.port : wellKnownPorts[scheme]);
  return port === wellKnownPorts[scheme] ? undefined : port;
}
