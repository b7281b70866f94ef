import type { Collection, Graph, Index } from '#graph';
import type { ResourceKey } from '#lib/resource-ref.ts';
import {
  type Attachment,
  type Backend,
  type BackendUse,
  type Certificate,
  certificatesOf,
  type Gateway,
  type GenericSecret,
  metricsReceivers,
  type ProxyId,
  passedUses,
  type Sidecar,
  secretsOfRule,
  speaksBoth,
  toldServices,
  useKey,
  usesOfRoute,
  withMembers,
} from '#model';
import type { ProxyView } from './proxy-view.ts';

/** BackendReach says that a proxy may send requests to a backend. */
export interface BackendReach {
  readonly proxy: ProxyId;
  readonly use: BackendUse;
}

/** CertificateReach says that a proxy presents a certificate to its clients, shows it to a backend, or uses another secret. */
export interface CertificateReach {
  readonly proxy: ProxyId;
  readonly certificate: ResourceKey;
}

/** Reach is what each proxy may see of the model: what its routes and listeners name, and nothing else. */
export interface Reach {
  readonly backendReaches: Collection<BackendReach>;
  readonly certificateReaches: Collection<CertificateReach>;
  /** By the use of a backend: the proxies that use it in the same way. Each such use is a cluster. */
  readonly byUse: Index<BackendReach>;
  /** The same, of uses that policies shape: there are few, so that a query for those alone looks at few. */
  readonly byShapedUse: Index<BackendReach>;
  /** The same, of uses that stand for several (`shared`). */
  readonly bySharedUse: Index<BackendReach>;
  /** The same, of uses that speak both versions of HTTP, each under a second key: such a use has a second cluster. */
  readonly byMixedUse: Index<BackendReach>;
  /** By BackendKey: the proxies that use a backend in any way. */
  readonly byBackend: Index<BackendReach>;
  /** Backends that some proxy reaches, by BackendKey. What none reaches is never encoded. */
  readonly backends: Collection<Backend>;
  /** Certificates that some proxy presents, by ResourceKey. */
  readonly certificates: Collection<Certificate | GenericSecret>;
}

export interface ReachInputs {
  readonly gateways: Collection<Gateway>;
  /** The collectors that these push metrics to are reached as well. */
  readonly sidecars: Collection<Sidecar>;
  readonly attachments: Collection<Attachment>;
  readonly backends: Collection<Backend>;
  readonly certificates: Collection<Certificate | GenericSecret>;
}

function reachKey(proxy: ProxyId, use: BackendUse): string {
  return [proxy, useKey(use), use.group ?? ''].join('\n');
}

/** reachOf derives what every proxy reaches. A gateway reaches the backends of the routes attached to it. */
export function reachOf(graph: Graph, inputs: ReachInputs): Reach {
  const routed = graph.derive<Attachment, BackendReach>(
    'reach/routed-backends',
    inputs.attachments,
    ({ table: { proxy }, route }) =>
      route === undefined
        ? []
        : usesOfRoute(route).map(use => [reachKey(proxy, use), { proxy, use }] as const),
  );
  const toldServiceReaches = graph.derive<Gateway, BackendReach>(
    'reach/told-services',
    inputs.gateways,
    ({ id: proxy, listeners, process }) =>
      [
        ...listeners.flatMap(listener => [...toldServices(listener.facets), ...passedUses(listener)]),
        ...metricsReceivers(process),
      ]
        .flatMap(withMembers)
        .map(use => [reachKey(proxy, use), { proxy, use }] as const),
  );
  const toldBySidecars = graph.derive<Sidecar, BackendReach>(
    'reach/told-by-sidecars',
    inputs.sidecars,
    ({ id: proxy, pushes = [] }) =>
      pushes.flatMap(({ collector: { use } }) =>
        withMembers(use).map(use => [reachKey(proxy, use), { proxy, use }] as const),
      ),
  );
  const backendReaches = graph.join('reach/backend-reaches', [routed, toldServiceReaches, toldBySidecars]);
  const byUse = graph.index('reach/by-use', backendReaches, ({ use }) => [useKey(use)]);
  const byShapedUse = graph.index('reach/by-shaped-use', backendReaches, ({ use }) =>
    use.policies === undefined && use.subset === undefined ? [] : [useKey(use)],
  );
  const bySharedUse = graph.index('reach/by-shared-use', backendReaches, ({ use }) =>
    use.shared === undefined ? [] : [useKey(use)],
  );
  const byMixedUse = graph.index('reach/by-mixed-use', backendReaches, ({ use }) =>
    speaksBoth(use) && use.shared === undefined && use.failover === undefined
      ? [[useKey(use), 'older'].join('\n')]
      : [],
  );
  const byBackend = graph.index('reach/by-backend', backendReaches, ({ use: { backend, group } }) =>
    group === undefined ? [backend] : [backend, group],
  );
  const presented = graph.derive<Gateway, CertificateReach>(
    'reach/presented-certificates',
    inputs.gateways,
    ({ id, listeners, facets }) =>
      [
        ...listeners.flatMap(certificatesOf),
        ...(facets?.shownCertificate === undefined ? [] : [facets.shownCertificate.certificate]),
      ].map(key => certificateReach(id, key)),
  );
  // Few backends are shown a certificate or a secret. This view keeps all other changes of backends from what is derived from
  // it.
  const shownTo = graph.view<Backend, readonly ResourceKey[]>(
    'reach/shown-to-backends',
    inputs.backends,
    ({ tls, hosted }) => {
      const shown = [
        ...(tls?.clientCertificate === undefined ? [] : [tls.clientCertificate]),
        ...(hosted?.proof?.kind === 'secret' ? [hosted.proof.secret] : []),
      ];
      return shown.length === 0 ? undefined : shown;
    },
  );
  const shown = graph.derive<BackendReach, CertificateReach>(
    'reach/shown-certificates',
    backendReaches,
    ({ proxy, use }, _key, track) =>
      (track.fetch(shownTo, use.backend) ?? []).map(key => certificateReach(proxy, key)),
  );
  const used = graph.derive<Attachment, CertificateReach>(
    'reach/used-secrets',
    inputs.attachments,
    ({ table: { proxy }, route }) =>
      route?.kind === 'http'
        ? route.rules.flatMap(secretsOfRule).map(key => certificateReach(proxy, key))
        : [],
  );
  const certificateReaches = graph.join('reach/certificate-reaches', [presented, shown, used]);
  const byCertificate = graph.index('reach/by-certificate', certificateReaches, ({ certificate }) => [
    certificate,
  ]);
  return {
    backendReaches,
    certificateReaches,
    byUse,
    byShapedUse,
    bySharedUse,
    byMixedUse,
    byBackend,
    backends: graph.group<BackendReach, Backend>('reach/backends', byBackend, (key, _, track) =>
      track.fetch(inputs.backends, key),
    ),
    certificates: graph.group<CertificateReach, Certificate | GenericSecret>(
      'reach/certificates',
      byCertificate,
      (key, _, track) => track.fetch(inputs.certificates, key),
    ),
  };
}

/** gatewayViews derives the views of gateways at the edge, each of which is its own part alone. */
export function gatewayViews(graph: Graph, gateways: Collection<Gateway>): Collection<ProxyView> {
  return graph.view('reach/gateway-views', gateways, ({ id }) => ({ proxy: id, sets: [id] }));
}

function certificateReach(proxy: ProxyId, certificate: ResourceKey): readonly [string, CertificateReach] {
  return [`${proxy}\n${certificate}`, { proxy, certificate }];
}
