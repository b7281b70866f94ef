import type { Collection, Graph } from '#graph';
import { type Backend, type Certificate, demandKey, type Report, type Want } from '#model';
import type { ExternalService, MeshExternalService } from '#resources';
import type { Inputs } from '../../inputs.ts';
import type { ReportedService } from '../service-reports.ts';
import type { ServiceState } from '../service-state.ts';
import {
  type ExternalContext,
  type TranslatedExternal,
  translateExternalService,
  wantsOf,
} from './external-service.ts';
import { outsideOf, translateTaggedExternals } from './tagged-externals.ts';

/** ExternalServices is the graph's part of services outside of their mesh. */
export interface ExternalServices {
  readonly services: Collection<ServiceState>;
  readonly backends: Collection<Backend>;
  readonly certificates: Collection<Certificate>;
  readonly reported: Collection<ReportedService>;
  /** The reports on ExternalServices. */
  readonly reports: Collection<Report>;
  /** Names that the control plane looks up, by `demandKey`. */
  readonly wants: Collection<Want>;
}

/**
 * translateExternalServices derives services from MeshExternalServices and ExternalServices; `tagged` are the services that
 * workloads' tags make.
 */
export function translateExternalServices(
  graph: Graph,
  inputs: Inputs,
  tagged: Collection<unknown>,
  meshKey: (name: string) => string,
  around: Pick<ExternalContext, 'policy' | 'discovered'>,
): ExternalServices {
  const written = inputs.of('kuma/MeshExternalService');
  const meshes = inputs.of('kuma/Mesh');
  const context: ExternalContext = {
    ...around,
    secrets: inputs.of('kuma/Secret'),
    isForbidden: (name, track) =>
      track.fetch(meshes, meshKey(name))?.spec.routing?.defaultForbidMeshExternalServiceAccess === true,
  };
  const alone = graph.map<MeshExternalService, TranslatedExternal>(
    'translate/external-services',
    written,
    (one, _key, track) => translateExternalService(one, context, track),
  );
  const older = inputs.of('kuma/ExternalService');
  const byTag = translateTaggedExternals(graph, older, tagged, context);
  const translated = graph.join('translate/all-external-services', [alone, byTag.translated]);
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
    reports: byTag.reports,
    wants: graph.join<Want>('translate/wants-of-all-external-services', [
      graph.derive<MeshExternalService, Want>('translate/wants-of-external-services', written, one =>
        wantsOf(one.spec, around.policy).map(want => [demandKey(want), want]),
      ),
      graph.derive<ExternalService, Want>('translate/wants-of-external-services-with-tags', older, one =>
        wantsOf(outsideOf(one), around.policy).map(want => [demandKey(want), want]),
      ),
    ]),
  };
}
