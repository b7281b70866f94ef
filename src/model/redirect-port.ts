import type { RouteTable } from './attachment.ts';
import type { HttpAction } from './http-rule.ts';

type Redirect = Extract<HttpAction, { kind: 'redirect' }>;

const wellKnownPorts: Readonly<Record<string, number>> = { http: 80, https: 443 };

/**
 * redirectPort is the port that a redirect leads to, where it must be written out. Without a port of its own it goes to its
 * scheme's port, or without a scheme to the listener's (HTTPRequestRedirectFilter.port).
 */
export function redirectPort(action: Redirect, table: RouteTable): number | undefined {
  const scheme = action.scheme ?? (table.listener === undefined ? 'http' : 'https');
  const port = action.port ?? (action.scheme === undefined ? table.port : wellKnownPorts[scheme]);
  return port === wellKnownPorts[scheme] ? undefined : port;
}
