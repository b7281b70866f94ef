import { resourceKey } from '#lib/resource-ref.ts';
import { backendKey } from '#model';
import { type MeshService, placeInMesh } from '#resources';
import { computedLabels } from './labels.ts';
import type { Selection } from './selection.ts';
import type { ServedPort, ServedService } from './service-state.ts';

/** translateMeshService gives the meaning of a MeshService. */
export function translateMeshService(service: MeshService): ServedService {
  const { ref, spec, metadata } = service;
  const origin = resourceKey(ref);
  return {
    origin,
    kind: 'MeshService',
    ...placeInMesh(service),
    name: ref.name,
    zone: ref.zone,
    labels: computedLabels(service),
    ports: spec.ports.map(
      ({ port, name, appProtocol, targetPort }): ServedPort => ({
        backend: backendKey(ref, port),
        port,
        ...(name === undefined ? {} : { name }),
        protocol: appProtocol,
        target:
          typeof targetPort === 'number'
            ? { kind: 'port', port: targetPort }
            : { kind: 'name', name: targetPort },
      }),
    ),
    selection: selectionOf(spec.selector),
    addresses: spec.status.vips.map(({ ip }) => ip),
    addressedBy: origin,
    created: metadata.creationTimestamp ?? '',
  };
}

/** A selector of no kind, or with no label, selects nobody. */
function selectionOf(selector: MeshService['spec']['selector']): Selection {
  const { dataplaneRef, dataplaneTags, dataplaneLabels } = selector;
  if (dataplaneRef !== undefined) return { kind: 'named', name: dataplaneRef.name };
  if (dataplaneTags !== undefined) return { kind: 'tagged', tags: dataplaneTags };
  return { kind: 'labelled', labels: dataplaneLabels?.matchLabels ?? {} };
}
