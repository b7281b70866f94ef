import type { Collection, Graph } from '#graph';
import type { Attachment, Backend, Certificate, Gateway, Report } from '#model';
import type { AddressPolicy } from './address-policy.ts';
import type { DnsAnswer } from './backends/index.ts';
import { translateBackends } from './backends/translate-backends.ts';
import { translateCertificates } from './gateways/certificates.ts';
import { reportGateways, translateGateways } from './gateways/translate-gateways.ts';
import type { Inputs } from './inputs.ts';
import { createReferenceGrants } from './reference-grants.ts';
import { translateRoutes } from './routes/translate-routes.ts';

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

/** translate derives the model from the resources in force. Each noun lays its own part of the graph; here they meet. */
export function translate(graph: Graph, inputs: Inputs, options: TranslateOptions): Translation {
  const grants = createReferenceGrants(graph, inputs);
  const { backends, summaries, kinds, wantedNames, ...ofBackends } = translateBackends({
    graph,
    inputs,
    ...options,
  });
  const { states: keyPairs, certificates, ...ofCertificates } = translateCertificates(graph, inputs);
  const gateways = translateGateways(graph, inputs, keyPairs, grants);
  const { attachments, byListener, ...ofRoutes } = translateRoutes(graph, inputs, {
    lookup: { summaries, kinds, grants, unreadable: inputs.findings },
    gateways: gateways.models,
    attachPoints: gateways.attachPoints,
    foreignGateways: gateways.foreign.gateways,
  });
  return {
    gateways: gateways.models,
    attachments,
    backends,
    certificates,
    wantedNames,
    reports: graph.join<Report>('translate/reports', [
      ofBackends.reports,
      reportGateways(graph, inputs, gateways, byListener),
      ofRoutes.reports,
      ofCertificates.reports,
    ]),
  };
}
