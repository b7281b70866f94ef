import { anyHostname, hostnameMatches } from '#lib/hostname.ts';
import { type Attachment, type Gateway, type HttpListener, type HttpRoute, routeTableOf } from '#model';
import { attachmentKey } from './attachment-key.ts';

const mostNamed = 64;

type Claim = readonly [string, Attachment];

/**
 * claimedDomains are the hostnames that listeners keep from each other where several share a port, whether or not a route
 * serves them.
 * - Without TLS they share a route table: without the claim, requests would be served by the routes of a listener with a
 *   wider hostname.
 * - With TLS each has a table of its own, which the server name of the connection leads to. A request on it whose host
 *   belongs to another listener was misdirected (Gateway API, Listener.hostname): 421 lets the client ask again on a
 *   connection of its own. Past `mostNamed` of them, whatever is not the listener's own counts as misdirected: each would
 *   be an entry in the table of each of the others.
 */
export function claimedDomains(gateway: Gateway): Claim[] {
  const listeners = gateway.listeners.filter(l => l.kind === 'http');
  return listeners.flatMap(listener => {
    const others = listeners.filter(other => other.port === listener.port && other !== listener);
    if (others.length === 0) return [];
    const own = listener.hostname === undefined ? [] : [claim(gateway, listener, listener.hostname)];
    if (listener.tls === undefined) return own;
    const misdirected = misdirectedTo(gateway);
    const hostnames = others.map(other => other.hostname ?? anyHostname);
    const { hostname } = listener;
    const named =
      hostname === undefined || hostnames.length <= mostNamed
        ? hostnames
        : [...hostnames.filter(other => hostnameMatches(hostname, other)), anyHostname];
    return [...own, ...named.map(domain => claim(gateway, listener, domain, misdirected))];
  });
}

function claim(gateway: Gateway, listener: HttpListener, domain: string, route?: HttpRoute): Claim {
  const table = routeTableOf(gateway, listener);
  const at = { kind: 'http', table, listener: listener.name, domain } as const;
  return [attachmentKey(table, domain, ''), route === undefined ? at : { ...at, route }];
}

function misdirectedTo({ origin }: Gateway): HttpRoute {
  const everything = { path: { kind: 'prefix', value: '/' }, headers: [], queryParams: [] } as const;
  const rule = { matches: [everything], action: { kind: 'respond', status: 421 } } as const;
  return { kind: 'http', origin, created: '', rules: [rule] };
}
