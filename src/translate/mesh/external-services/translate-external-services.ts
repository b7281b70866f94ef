import type { Collection, Graph } from '#graph';
import { type Backend, type Certificate, demandKey, type Want } from '#model';
import type { MeshExternalService } from '#resources';
import type { Inputs } from '../../inputs.ts';
import type { ReportedService } from '../service-reports.ts';
import type { ServiceState } from '../service-state.ts';
import {
  type ExternalContext,
  type TranslatedExternal,
  translateExternalService,
  wantsOf,
} from './external-service.ts';

/** ExternalServices is the graph's part of services outside of their mesh. */
export interface ExternalServices {
  readonly services: Collection<ServiceState>;
  readonly backends: Collection<Backend>;
  readonly certificates: Collection<Certificate>;
  readonly reported: Collection<ReportedService>;
  /** Names that the control plane looks up, by `demandKey`. */
  readonly wants: Collection<Want>;
}

/** translateExternalServices derives the services that MeshExternalServices are. */
export function translateExternalServices(
  graph: Graph,
  inputs: Inputs,
  around: Omit<ExternalContext, 'secrets'>,
): ExternalServices {
  const written = inputs.of('kuma/MeshExternalService');
  const context = { ...around, secrets: inputs.of('kuma/Secret') };
  const translated = graph.map<MeshExternalService, TranslatedExternal>(
    'translate/external-services',
    written,
    (one, _key, track) => translateExternalService(one, context, track),
  );
  return {
    services: graph.view<TranslatedExternal, ServiceState>(
      'translate/external-service-states',
      translated,
      ({ service }) => service,
    ),
    backends: graph.derive<TranslatedExternal, Backend>(
      'translate/external-service-backends',
      translated,
      ({ backend }) => [[backend.key, backend]],
    ),
    certificates: graph.view<TranslatedExternal, Certificate>(
      'translate/external-service-certificates',
      translated,
      ({ certificate }) => certificate,
    ),
    reported: graph.map<MeshExternalService, ReportedService>(
      'translate/reported-external-services',
      written,
      (object, key, track) => ({ object, findings: track.fetch(translated, key)?.findings ?? [] }),
    ),
    wants: graph.derive<MeshExternalService, Want>('translate/wants-of-external-services', written, one =>
      wantsOf(one, around.policy).map(want => [demandKey(want), want]),
    ),
  };
}
