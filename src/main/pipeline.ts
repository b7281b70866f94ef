import {
  type EnvoyResources,
  encodeModel,
  indexAttachments,
  type Member,
  membership,
  watchedClusters,
} from '#envoy';
import type { Collection, Graph } from '#graph';
import type { ClusterHealth, Known, PolicyInquiry, Report, WatchedCluster } from '#model';
import { type ProxyView, reachOf } from '#reach';
import { kinds } from '#resources';
import { deriveStatus, type Refusal, type Status } from '#status';
import { type AddressPolicy, createInputs, type Inputs, type Translation, translate } from '#translate';
import { patchEncoded } from './patch-encoded.ts';

/** PipelineInputs is what enters the graph beside resources. */
export interface PipelineInputs {
  readonly policy: AddressPolicy;
  /** What is known of the wants of translation, by `wantKey`. */
  readonly discovered: Collection<Known>;
  /** Parts that Envoy refused, by name of the virtual host. */
  readonly withheld: Collection<ReadonlyMap<string, string>>;
  readonly refusals: Collection<Refusal>;
  readonly served?: Collection<true>;
  /** Ports that may be listened on, by `portKey`; left out, all may be. */
  readonly grantedPorts?: Collection<true>;
  /** What proxies tell of the endpoints of clusters; left out where none runs. */
  readonly health?: Collection<ClusterHealth>;
  /** See EnvoyInputs. */
  readonly healthEvents?: string;
}

/** Pipeline is the data's whole way: resources in, bytes and status out. */
export interface Pipeline {
  readonly inputs: Inputs;
  readonly translation: Translation;
  readonly resources: EnvoyResources;
  /** Which sets each proxy's view is made of, and what is in them. */
  readonly views: Collection<ProxyView>;
  readonly members: Collection<Member>;
  /** Clusters of which proxies are to be asked. */
  readonly watched: Collection<WatchedCluster>;
  /** What translation has to say, by ResourceKey. */
  readonly reports: Collection<Report>;
  readonly policies: PolicyInquiry;
  readonly status: Status;
}

/** buildPipeline lays the graph from resources to bytes. It runs nothing by itself: derivations follow what `inputs` is given. */
export function buildPipeline(graph: Graph, options: PipelineInputs): Pipeline {
  const inputs = createInputs(
    graph,
    kinds.map(kind => kind.id),
  );
  const translation = translate(graph, inputs, options);
  const reach = reachOf(graph, translation);
  const { gateways, attachments } = translation;
  const { backends, byUse, byShapedUse, certificates, backendReaches, certificateReaches } = reach;
  const policies = translation.reportPolicies(reach.byBackend);
  const indexed = indexAttachments(graph, attachments);
  const told = options.healthEvents === undefined ? {} : { healthEvents: options.healthEvents };
  const { backendFacets } = translation;
  const watched = watchedClusters(graph, { byUse, backends, backendFacets });
  const granted = options.grantedPorts === undefined ? {} : { grantedPorts: options.grantedPorts };
  const encoded = encodeModel(graph, {
    gateways,
    ...indexed,
    byUse,
    byShapedUse,
    backends,
    certificates,
    backendFacets,
    withheld: options.withheld,
    ...told,
  });
  const patched = patchEncoded(graph, encoded, { ...options, ...translation, ...reach });
  const reports = graph.join('main/reports', [
    translation.reports,
    policies.reports,
    translation.reportPatches(patched?.outcomes),
  ]);
  const members = membership(graph, {
    gateways,
    virtualHosts: indexed.virtualHosts,
    backendReaches,
    certificateReaches,
    ...granted,
  });
  return {
    inputs,
    translation,
    reports,
    policies: policies.inquiry,
    resources: patched?.resources ?? encoded,
    watched,
    views: reach.views,
    members: patched === undefined ? members : graph.join('main/members', [members, patched.members]),
    status: deriveStatus(graph, {
      reports,
      findings: inputs.findings,
      refusals: options.refusals,
      ...(options.served === undefined ? {} : { served: options.served }),
      ...(options.health === undefined ? {} : { health: { watched, reported: options.health, backends } }),
    }),
  };
}
