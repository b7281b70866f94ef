import type { Collection, Graph, Index, Tracker } from '#graph';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type {
  AssignedAddresses,
  Attachment,
  Backend,
  BackendFacets,
  Certificate,
  Gateway,
  GatewayWorkload,
  GenericSecret,
  Known,
  PatchOutcome,
  PolicyInquiry,
  ProxyId,
  Report,
  Route,
  Want,
  XdsPatch,
} from '#model';
import type { AddressPolicy } from './address-policy.ts';
import type { BackendLookup } from './backend-ref.ts';
import { resolveHosts } from './backends/called-hosts.ts';
import { reportFallbacks } from './backends/fallback-reports.ts';
import { reportGroups } from './backends/kgateway/group-reports.ts';
import { translateBackends } from './backends/translate-backends.ts';
import { translateEnvoyProxies } from './envoy-proxies/translate-envoy-proxies.ts';
import { translateGatewayExtensions } from './gateway-extensions/translate-gateway-extensions.ts';
import { translateCertificates } from './gateways/certificates.ts';
import { reportGateways, translateGateways } from './gateways/translate-gateways.ts';
import { gatewayWorkloads } from './gateways/workloads.ts';
import { reportIngressClasses } from './ingresses/ingress-class-reports.ts';
import type { Inputs } from './inputs.ts';
import type { AllocatedAddresses } from './mesh/mesh-surroundings.ts';
import { type TranslatedMesh, translateMesh } from './mesh/translate-mesh.ts';
import { hostsOfBackends } from './mesh-policies/telemetry-backends.ts';
import { telemetryHosts } from './mesh-policies/telemetry-host.ts';
import { reportPatches, translatePatches } from './patches/translate-patches.ts';
import { dividedRules } from './policies/divided-rules.ts';
import { inquirePolicies } from './policies/inquire-policies.ts';
import { type PolicyOutcome, policyOutcomes } from './policies/policy-outcomes.ts';
import { policyOverrides } from './policies/policy-overrides.ts';
import { policyReports } from './policies/policy-reports.ts';
import { forwardingsOf } from './policies/shaped-route.ts';
import { decideOnBackends, translatePolicies } from './policies/translate-policies.ts';
import { createReferenceGrants } from './reference-grants.ts';
import { translateExtensions } from './routes/translate-extensions.ts';
import { translateRoutes } from './routes/translate-routes.ts';

export interface TranslateOptions extends AllocatedAddresses {
  readonly policy: AddressPolicy;
  /** What has been found for `wants`. */
  readonly discovered: Collection<Known>;
  /** Where clients find the proxies that are run for gateways, by the Gateway's ResourceKey; left out where none are. */
  readonly gatewayAddresses?: Collection<AssignedAddresses>;
  /** The proxies of gateways are started by others, who do not ask us how. */
  readonly proxiesStartElsewhere?: boolean | undefined;
}

/** ReportedPolicies is what there is to say of policies: unasked, and in answer to questions. */
export interface ReportedPolicies {
  readonly reports: Collection<Report>;
  readonly inquiry: PolicyInquiry;
}

/** Translation is the model, and what there is to say about the resources it was made from. */
export interface Translation {
  /** The gateways at the edge, by Gateway. */
  readonly gateways: Collection<Gateway>;
  /** The proxies that those ask to have run, by ResourceKey; absent where nobody runs proxies for them. */
  readonly workloads?: Collection<GatewayWorkload>;
  /** The same by proxy: gateways that share one are merged. */
  readonly edges: Collection<Gateway>;
  /** The routes that are attached to them. */
  readonly attachments: Collection<Attachment>;
  readonly mesh: TranslatedMesh;
  readonly backends: Collection<Backend>;
  readonly certificates: Collection<Certificate | GenericSecret>;
  /** How backends are used: by the ResourceKey of the policy that says so, or by `useKey` where it is about one use alone. */
  readonly backendFacets: Collection<BackendFacets>;
  /** Changes to what proxies are sent; none where the operator allows none. */
  readonly patches: Collection<XdsPatch>;
  /** By ResourceKey. */
  readonly reports: Collection<Report>;
  /** What must be looked up elsewhere, by `demandKey`. */
  readonly wants: Collection<Want>;
  /** reportPolicies derives what to say of policies, once it is known which proxies reach which backend (by BackendKey). */
  reportPolicies(reached: Index<{ readonly proxy: ProxyId }>): ReportedPolicies;
  /**
   * reportPatches derives what to say of patches, once their outcomes are known (by policy); without outcomes, none is
   * allowed.
   */
  reportPatches(outcomes?: Index<PatchOutcome>): Collection<Report>;
}

/** translate derives the model from the resources in force. Each noun lays its own part of the graph; here they meet. */
export function translate(graph: Graph, inputs: Inputs, options: TranslateOptions): Translation {
  const grants = createReferenceGrants(graph, inputs, options.policy);
  const { states: keyPairs, certificates, ...ofCertificates } = translateCertificates(graph, inputs);
  const policyContext = {
    grants,
    addresses: options.policy,
    discovered: options.discovered,
    certificates: keyPairs,
  };
  const onBackends = decideOnBackends(graph, inputs, policyContext);
  const mesh = translateMesh(graph, inputs, options);
  const { backends, governed, summaries, kinds, wants, ...ofBackends } = translateBackends(
    { graph, inputs, ...options, grants, certificates: keyPairs, mesh },
    onBackends.inForce,
  );
  const lookup = { summaries, kinds, grants, unreadable: inputs.findings };
  const runsProxies = options.gatewayAddresses !== undefined;
  const running = { runsProxies, proxiesStartElsewhere: options.proxiesStartElsewhere === true };
  const proxies = translateEnvoyProxies(graph, inputs, { ...policyContext, ...running }, lookup, keyPairs);
  const gatewayExtensions = translateGatewayExtensions(graph, inputs, policyContext, lookup);
  const policies = translatePolicies(
    graph,
    onBackends,
    policyContext,
    lookup,
    gatewayExtensions.states,
    governed,
  );
  const hosts = graph.join('translate/hosts', [
    policies.hosts,
    proxies.hosts,
    telemetryHosts(graph, inputs, options.policy),
    hostsOfBackends(graph, inputs, options.policy),
  ]);
  const resolved = resolveHosts(graph, hosts, options);
  const gateways = translateGateways(graph, inputs, keyPairs, grants, {
    policies: policies.inForce,
    proxies,
    runsProxies,
  });
  const extensions = translateExtensions(graph, inputs, grants);
  const { attachments, byListener, routes, parents, ...ofRoutes } = translateRoutes(graph, inputs, {
    lookup,
    gateways: gateways.models,
    edges: gateways.edges,
    attachPoints: gateways.attachPoints,
    listenerSets: gateways.sets,
    setStates: gateways.setStates,
    ...(options.gatewayAddresses === undefined ? {} : { gatewayAddresses: options.gatewayAddresses }),
    foreignGateways: gateways.foreign.gateways,
    policies,
    extensions,
  });
  return {
    gateways: gateways.models,
    ...(options.gatewayAddresses === undefined
      ? {}
      : { workloads: gatewayWorkloads(graph, gateways.states, gateways.models, proxies.parameters) }),
    edges: gateways.edges,
    attachments,
    mesh,
    backends: graph.join('translate/all-backends', [
      backends,
      ofBackends.called,
      resolved.hosts,
      mesh.backends,
    ]),
    certificates: graph.join<Certificate | GenericSecret>('translate/secrets', [
      certificates,
      ofBackends.secrets,
      policies.secrets,
      extensions.secrets,
      mesh.certificates,
    ]),
    wants: graph.join('translate/wants-of-all', [wants, resolved.wants, policies.wants, mesh.wants]),
    backendFacets: graph.join<BackendFacets>('translate/all-backend-facets', [
      policies.backendFacets,
      proxies.backendFacets,
      graph.view<Gateway, BackendFacets>('translate/facets-of-gateways', gateways.models, g => g.facets),
      mesh.facets,
    ]),
    reports: graph.join<Report>('translate/reports', [
      reportFallbacks(graph, inputs, ofBackends.reports, lookup),
      reportGroups(graph, ofBackends.reports, lookup),
      ofBackends.reports,
      reportGateways(graph, inputs, gateways, proxies, { routes: byListener, ...options }),
      reportIngressClasses(graph, inputs, options),
      proxies.reports,
      ofRoutes.reports,
      ofCertificates.reports,
      extensions.reports,
      gatewayExtensions.reports,
    ]),
    patches: translatePatches(graph, inputs, options.policy.allowsPatches === true),
    reportPatches: outcomes => reportPatches(graph, inputs, { ...gateways, ...proxies }, outcomes),
    reportPolicies: reached => {
      const { states, inForce } = policies;
      const { models, edges, attachPoints } = gateways;
      const isBackend = (track: Tracker, key: ResourceKey) => isKnown(kinds, key, track);
      const around = {
        states,
        inForce,
        gateways: models,
        edges,
        attachPoints,
        routes,
        parents,
        governed,
        reached,
        isBackend,
      };
      const outcomes = policyOutcomes(graph, policies.attachments, around);
      const overrides = policyOverrides(graph, outcomes, states, parents, inForce);
      const outcomesByPolicy = graph.index<PolicyOutcome>(
        'translate/outcomes-by-policy',
        outcomes,
        ({ policy }) => [policy],
      );
      const divided = dividedRules(graph, routes, policies.ofUses);
      const namedByRules = graph.index<Route>('translate/routes-by-named-policy', routes, route =>
        forwardingsOf(route).flatMap(({ named = [] }) => named),
      );
      const told = { ...policies, outcomesByPolicy, overrides, divided, namedByRules };
      return { reports: policyReports(graph, told), inquiry: inquirePolicies(told) };
    },
  };
}

function isKnown(kinds: BackendLookup['kinds'], key: ResourceKey, track: Tracker): boolean {
  const { group, kind } = parseResourceKey(key);
  const found = kinds.find(k => k.kind.group === group && k.kind.kind === kind);
  return found !== undefined && track.fetch(found.known, key) !== undefined;
}
