import type { Collection, Graph } from '#graph';
import type { Certificate, Report } from '#model';
import type { Secret } from '#resources';
import type { Inputs } from '../inputs.ts';
import { reportOn } from '../report.ts';
import { type CertificateState, translateCertificate } from './certificate.ts';

/** TranslatedCertificates is the part of the graph for key pairs. */
export interface TranslatedCertificates {
  readonly states: Collection<CertificateState>;
  readonly certificates: Collection<Certificate>;
  readonly reports: Collection<Report>;
}

/** translateCertificates reads every Secret that holds a key pair. */
export function translateCertificates(graph: Graph, inputs: Inputs): TranslatedCertificates {
  const secrets = inputs.of('kubernetes/Secret');
  const states = graph.map<Secret, CertificateState>(
    'translate/certificate-states',
    secrets,
    (secret, _key, track) => translateCertificate(secret, track),
  );
  return {
    states,
    certificates: graph.view<CertificateState, Certificate>('translate/certificates', states, s =>
      s.kind === 'usable' ? s.certificate : undefined,
    ),
    reports: graph.map<Secret, Report>('translate/certificate-reports', secrets, (secret, key, track) =>
      certificateReport(secret, track.fetch(states, key)),
    ),
  };
}

/** certificateReport tells the author of a key pair what is wrong with it, not only the listeners that refer to it. */
function certificateReport(resource: Secret, state: CertificateState | undefined): Report | undefined {
  if (state === undefined) return undefined;
  const findings =
    state.kind === 'usable'
      ? state.findings
      : [
          {
            severity: 'warning',
            reason: 'InvalidCertificate',
            message: state.message,
            path: 'data',
            ref: resource.ref,
          } as const,
        ];
  if (findings.length === 0) return undefined;
  return reportOn(resource, findings, { kind: 'object', verdicts: {} });
}
