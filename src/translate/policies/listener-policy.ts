import { type ListenerFacets, mergeFacets } from '#model';
import type { ListenerPolicy, ListenerSettings } from '#resources';
import { given, unlessEmpty } from './given.ts';
import { clientCertificatesOf } from './kgateway/client-certificates.ts';
import { httpListening, type Listening, listeningMeaning } from './kgateway/listening.ts';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';

/** ListenerPolicy of kgateway: how listeners listen, per port where one is named. */
export const listenerPolicy: PolicyKind<ListenerPolicy> = {
  id: 'kgateway/ListenerPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'ListenerPolicy',
  targets: ['gateway'],
  guards: 'listeners',
  isTogether: true,
  requestSettings: () => ofHttp('default.httpSettings'),
  translate(policy, context) {
    const { default: general, perPort = [] } = policy.spec;
    const ofPorts = perPort.map(
      ({ port, listener }, i) =>
        [port, listeningOf(listener, `spec.perPort[${i}].listener`, policy, context)] as const,
    );
    return listeningMeaning(
      withCertificates(general, listeningOf(general, 'spec.default', policy, context), policy, context),
      Object.fromEntries(ofPorts),
    );
  },
};

/** ofHttp names, for each facet that is about HTTP, the one field in which all of them are written. */
export function ofHttp(field: string): Readonly<Partial<Record<keyof ListenerFacets, string>>> {
  return {
    address: field,
    headers: field,
    health: field,
    http1: field,
    http2: field,
    paths: field,
    serverHeader: field,
    upgrades: field,
  };
}

function listeningOf(
  written: ListenerSettings = {},
  at: string,
  policy: ListenerPolicy,
  context: PolicyContext,
): Listening {
  const { httpSettings = {}, proxyProtocol, tcpKeepalive: keepalive } = written;
  const http = httpListening(httpSettings, `${at}.httpSettings`, policy, context);
  const facets: ListenerFacets = given({
    announced: proxyProtocol && { optional: proxyProtocol.allowRequestsWithoutProxyProtocol },
    connections: unlessEmpty(given({ bufferLimit: written.perConnectionBufferLimitBytes })),
    keepalive:
      keepalive &&
      given({
        probes: keepalive.keepAliveProbes,
        idleTime: keepalive.keepAliveTime,
        interval: keepalive.keepAliveInterval,
      }),
    timeouts: unlessEmpty(given({ handshake: written.transportSocketConnectTimeout })),
  });
  return { ...http, facets: mergeFacets(facets, http.facets) };
}

function withCertificates(
  general: ListenerPolicy['spec']['default'],
  listening: Listening,
  policy: ListenerPolicy,
  context: PolicyContext,
): Listening {
  const asked = general?.clientCertificateValidation;
  if (asked === undefined) return listening;
  const found = clientCertificatesOf(asked, 'spec.default.clientCertificateValidation', policy, context);
  if ('problem' in found) return { ...listening, mistakes: [...listening.mistakes, found.problem] };
  return { ...listening, facets: { ...listening.facets, tls: found.tls } };
}
