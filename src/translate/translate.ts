import type { Collection, Graph } from '#graph';
import type { Attachment, Backend, Certificate, Gateway, Report, RouteTable } from '#model';
import type { GatewayClass, HttpRoute, Secret } from '#resources';
import type { AddressPolicy } from './address-policy.ts';
import { attachRoutes, type RouteParents } from './attach.ts';
import type { BackendSummary } from './backend-ref.ts';
import { type BackendState, backendKinds, type DnsAnswer } from './backends/index.ts';
import { type CertificateState, translateCertificate } from './certificate.ts';
import { type GatewayState, translateGateways } from './gateway.ts';
import { translateHttpRoutes } from './http-route.ts';
import type { Inputs } from './inputs.ts';
import { createReferenceGrants } from './reference-grants.ts';
import { certificateReport, gatewayClassReport, gatewayReport, listenerKey, routeReport } from './report.ts';

export interface TranslateOptions {
  readonly policy: AddressPolicy;
  /** Answers of the control plane's own resolver. */
  readonly dns: Collection<DnsAnswer>;
}

/** Translation is the model, and what there is to say about the resources it was made from. */
export interface Translation {
  readonly gateways: Collection<Gateway>;
  readonly attachments: Collection<Attachment>;
  readonly backends: Collection<Backend>;
  readonly certificates: Collection<Certificate>;
  /** By ResourceKey. */
  readonly reports: Collection<Report>;
  /** Names that the control plane must resolve. */
  readonly wantedNames: Collection<string>;
}

/** translate derives the model from the resources in force. */
export function translate(graph: Graph, inputs: Inputs, options: TranslateOptions): Translation {
  const grants = createReferenceGrants(graph, inputs);
  const kinds = backendKinds.map(kind => {
    const translated = kind.translate({ graph, inputs, ...options });
    // Whether an object exists is all that a referrer asks of it: its contents must not re-run every route.
    const known = graph.view<unknown, true>(
      `translate/${kind.kind}.${kind.group}-known`,
      translated.objects,
      () => true,
    );
    return { kind, ...translated, known };
  });
  const states = graph.join(
    'translate/backend-states',
    kinds.map(k => k.states),
  );
  const backends = graph.view<BackendState, Backend>('translate/backends', states, s =>
    s.kind === 'usable' ? s.backend : undefined,
  );
  const summaries = graph.view<BackendState, BackendSummary>(
    'translate/backend-summaries',
    states,
    summarize,
  );

  const certificateStates = graph.map<Secret, CertificateState>(
    'translate/certificate-states',
    inputs.of('kubernetes/Secret'),
    (secret, _key, track) => translateCertificate(secret, track),
  );
  const certificates = graph.view<CertificateState, Certificate>(
    'translate/certificates',
    certificateStates,
    s => (s.kind === 'usable' ? s.certificate : undefined),
  );
  const gateways = translateGateways(graph, inputs, certificateStates, grants);

  const httpRoutes = inputs.of('gateway-api/HTTPRoute');
  const routeStates = translateHttpRoutes(graph, httpRoutes, {
    summaries,
    kinds,
    grants,
    unreadable: inputs.findings,
  });
  const routes = graph.view('translate/routes', routeStates, s => s.route);
  const parents = attachRoutes(graph, httpRoutes, {
    attachPoints: gateways.attachPoints,
    namespaces: inputs.of('kubernetes/Namespace'),
  });
  const attachments = graph.join('translate/attachments', [
    graph.derive<RouteParents, Attachment>(
      'translate/route-attachments',
      parents,
      ({ parents }, key, track) => {
        const route = track.fetch(routes, key);
        if (route === undefined) return [];
        return parents.flatMap(p =>
          p.placements.map(
            ({ table, domain }) => [attachmentKey(table, domain, key), { table, domain, route }] as const,
          ),
        );
      },
    ),
    graph.derive<Gateway, Attachment>('translate/claimed-domains', gateways.models, claimedDomains),
  ]);
  const routesByListener = graph.index('translate/routes-by-listener', parents, ({ parents }) =>
    parents.flatMap(p => (p.gateway === undefined ? [] : p.listeners.map(l => listenerKey(p.gateway, l)))),
  );
  const reports = graph.join<Report>('translate/reports', [
    ...kinds.flatMap(k => k.reports ?? []),
    graph.map<GatewayState, Report>('translate/gateway-reports', gateways.states, (state, key, track) =>
      gatewayReport(state, name => track.count(routesByListener, listenerKey(key, name))),
    ),
    graph.map<HttpRoute, Report>('translate/http-route-reports', httpRoutes, (route, key, track) =>
      routeReport(route, track.fetch(routeStates, key), track.fetch(parents, key)),
    ),
    graph.map<GatewayClass, Report>(
      'translate/gateway-class-reports',
      inputs.of('gateway-api/GatewayClass'),
      gatewayClassReport,
    ),
    graph.map<Secret, Report>(
      'translate/certificate-reports',
      inputs.of('kubernetes/Secret'),
      (secret, key, track) => certificateReport(secret, track.fetch(certificateStates, key)),
    ),
  ]);
  return {
    gateways: gateways.models,
    attachments,
    backends,
    certificates,
    reports,
    wantedNames: graph.join(
      'translate/all-wanted-names',
      kinds.flatMap(k => k.wantedNames ?? []),
    ),
  };
}

function summarize(state: BackendState): BackendSummary {
  if (state.kind === 'unusable') return { kind: 'unusable', problem: state.problem };
  const { key, protocol, discovery, endpoints, fallback = false } = state.backend;
  return {
    kind: 'usable',
    use: { backend: key, protocol },
    fallback,
    empty: discovery === 'assigned' && endpoints.length === 0,
  };
}

function attachmentKey(table: RouteTable, domain: string, route: string): string {
  return [table.proxy, table.port, table.listener ?? '', domain, route].join(':');
}

/**
 * Where several listeners share a port and a route table, each claims its hostname even while no route serves it: without
 * the claim, its requests would be served by the routes of a listener with a wider hostname.
 */
function claimedDomains(gateway: Gateway): [string, Attachment][] {
  const plain = gateway.listeners.filter(l => l.tls === undefined && l.hostname !== undefined);
  return plain.flatMap(({ port, hostname }) => {
    const alone = gateway.listeners.filter(l => l.port === port).length === 1;
    if (alone || hostname === undefined) return [];
    const table = { proxy: gateway.id, port };
    return [[attachmentKey(table, hostname, ''), { table, domain: hostname }]];
  });
}
