import {
  capturesOf,
  type EnvoyResources,
  encodeModel,
  indexAttachments,
  type Member,
  membership,
  watchedClusters,
} from '#envoy';
import type { Collection, Graph } from '#graph';
import type { PolicyInquiry, Report, WatchedCluster } from '#model';
import { gatewayViews, type MeshReach, meshReachOf, type ProxyView, reachOf, reachSetName } from '#reach';
import { kinds } from '#resources';
import { deriveStatus, type Status } from '#status';
import { createInputs, type Inputs, type Translation, translate } from '#translate';
import { patchEncoded } from './patch-encoded.ts';
import type { PipelineInputs } from './pipeline-inputs.ts';

/** Pipeline is the data's whole way: resources in, bytes and status out. */
export interface Pipeline {
  readonly inputs: Inputs;
  readonly translation: Translation;
  readonly resources: EnvoyResources;
  /** The sets that make up each proxy's view, what is in each set, and what each place (of sidecars' calls) needs. */
  readonly views: Collection<ProxyView>;
  readonly members: Collection<Member>;
  readonly membersOfPlaces: Collection<Member>;
  /** What each sidecar may reach, and at which places. */
  readonly reach: MeshReach;
  /** Clusters whose endpoints proxies have to be asked about. */
  readonly watched: Collection<WatchedCluster>;
  /** Translation's reports, by ResourceKey. */
  readonly reports: Collection<Report>;
  readonly policies: PolicyInquiry;
  readonly status: Status;
}

/** buildPipeline lays the graph from resources to bytes. It runs nothing by itself: derivations follow what `inputs` is given. */
export function buildPipeline(graph: Graph, options: PipelineInputs): Pipeline {
  const inputs = createInputs(
    graph,
    kinds.map(kind => kind.id),
    options.policy,
  );
  const translation = translate(graph, inputs, options);
  const { mesh, backendFacets } = translation;
  const gateways = graph.join('main/gateways', [translation.gateways, mesh.gateways]);
  const listening = graph.join('main/listening', [translation.edges, mesh.gateways]);
  const attachments = graph.join('main/attachments', [translation.attachments, mesh.attachments]);
  const reach = reachOf(graph, { ...translation, gateways, attachments, sidecars: mesh.sidecars });
  const ofMesh = meshReachOf(graph, mesh);
  const { sidecars } = mesh;
  const beside = { ...capturesOf(graph, sidecars, mesh.directEndpoints), sidecars };
  const { backends, byUse, backendReaches, certificateReaches } = reach;
  const policies = translation.reportPolicies(reach.byBackend);
  const indexed = indexAttachments(graph, attachments);
  const told = options.healthEvents === undefined ? {} : { healthEvents: options.healthEvents };
  const watched = watchedClusters(graph, { byUse, backends, backendFacets });
  const granted = options.grantedPorts === undefined ? {} : { grantedPorts: options.grantedPorts };
  const encoded = encodeModel(graph, {
    ...{ gateways: listening, ...beside },
    ...indexed,
    ...reach,
    backendFacets,
    hostnames: mesh.hostnames,
    addresses: options.addresses,
    withheld: options.withheld,
    ...told,
  });
  const patched = patchEncoded(graph, encoded, {
    ...options,
    ...translation,
    ...reach,
    gateways: translation.edges,
  });
  const reports = graph.join('main/reports', [
    translation.reports,
    policies.reports,
    mesh.report({ unmatched: ofMesh.unmatched, setOf: reachSetName }, patched),
    translation.reportPatches(patched?.outcomes),
  ]);
  const { members, ofPlaces: membersOfPlaces } = membership(graph, {
    ...{ gateways: listening, ...beside },
    setsOfPlace: ofMesh.setsOfPlace,
    names: ofMesh.names,
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
    ...{ watched, reach: ofMesh, membersOfPlaces },
    views: graph.join('main/views', [gatewayViews(graph, translation.edges), ofMesh.views]),
    members: patched === undefined ? members : graph.join('main/members', [members, patched.members]),
    status: deriveStatus(graph, {
      reports,
      findings: inputs.findings,
      refusals: options.refusals,
      workloads: mesh.workloads,
      ...(options.served === undefined ? {} : { served: options.served }),
      ...(options.health === undefined ? {} : { health: { watched, reported: options.health, backends } }),
    }),
  };
}
