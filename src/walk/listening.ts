import { anyHostname } from '#lib/hostname.ts';
import type { HttpListener, Listener, TcpListener, TlsListener } from '#model';
import type { WalkedConnection } from './request.ts';
import { mostSpecific, type WalkView } from './view.ts';
import type { Assumption, Closing } from './walk.ts';

/** Taken is what takes a connection. `listeners` share a port: the first one's settings apply to it. */
export type Taken =
  | { readonly kind: 'refused' }
  | { readonly kind: 'closed'; readonly because: Closing }
  | { readonly kind: 'http'; readonly listeners: readonly [HttpListener, ...HttpListener[]] }
  | { readonly kind: 'connection'; readonly listener: TcpListener | TlsListener; readonly domain: string };

/** takeConnection finds the filter chain of a connection, as Envoy does: by its server name, exact before wildcards. */
export function takeConnection(view: WalkView, { port, tls }: WalkedConnection): Taken {
  const listeners = view.gateway.listeners.filter(l => l.port === port && l.kind !== 'udp');
  if (listeners.length === 0) return { kind: 'refused' };
  const tcp = listeners.find(l => l.kind === 'tcp');
  if (tcp !== undefined) return { kind: 'connection', listener: tcp, domain: anyHostname };
  const [plain, ...others] = listeners.filter(
    (l): l is HttpListener => l.kind === 'http' && l.tls === undefined,
  );
  if (plain !== undefined) {
    return tls === undefined
      ? { kind: 'http', listeners: [plain, ...others] }
      : { kind: 'closed', because: 'tls' };
  }
  if (tls === undefined) return { kind: 'closed', because: 'plain' };
  const chains = new Map(listeners.flatMap(l => chainsOf(view, l)));
  const domain = mostSpecific(chains, (tls.serverName ?? '').toLowerCase());
  const listener = chains.get(domain ?? '');
  if (domain === undefined || listener === undefined) return { kind: 'closed', because: 'server-name' };
  return listener.kind === 'http'
    ? { kind: 'http', listeners: [listener] }
    : { kind: 'connection', listener, domain };
}

/** The server names that lead to a listener over TLS, each with the listener. */
function chainsOf(view: WalkView, listener: Listener): (readonly [string, HttpListener | TlsListener])[] {
  switch (listener.kind) {
    case 'http':
      return [[listener.hostname ?? anyHostname, listener]];
    case 'tls': {
      const own = view.connections(listener.port).filter(a => a.listener === listener.name);
      const domains = new Set([listener.hostname ?? anyHostname, ...own.map(a => a.domain)]);
      return [...domains].map(domain => [domain, listener] as const);
    }
    case 'tcp':
    case 'udp':
      return [];
  }
}

/** assumptionsOf are a listener's demands on its clients of which a walk cannot know whether they are met. */
export function assumptionsOf(listener: Listener): readonly Assumption[] {
  const { announced, tls } = listener.facets ?? {};
  const own = 'tls' in listener ? listener.tls : undefined;
  const clients = own === undefined ? undefined : (tls?.clients ?? own.clients);
  return [
    ...(announced?.optional === false ? ['proxy-protocol' as const] : []),
    ...(clients?.required === true ? ['client-certificate' as const] : []),
  ];
}
