import { type HttpRule, type Inbound, type Probe, placeId, type Sidecar } from '#model';
import { applicationKey, spokenToApplication } from './applications.ts';
import { httpPlace, type Place } from './places.ts';

/**
 * probesPlace is where probers outside of the mesh (such as the kubelet) check the health of the applications behind a
 * sidecar: only at the paths written for it.
 */
export function probesPlace(sidecar: Sidecar): readonly Place[] {
  const { id, origin, address, probes } = sidecar;
  const rules = (probes?.endpoints ?? []).flatMap((probe): readonly HttpRule[] => {
    const inbound = sidecar.inbounds.find(({ name }) => name === probe.inbound);
    return inbound === undefined ? [] : [ruleOf(probe, sidecar, inbound)];
  });
  if (probes === undefined || rules.length === 0) return [];
  return [
    httpPlace({
      ...{ id: placeId({ kind: 'probes', sidecar: id }), sidecar: id, origin },
      addresses: [address],
      side: { direction: 'inbound', isCaptured: false },
      port: probes.port,
      rules,
    }),
  ];
}

function ruleOf({ path, asked }: Probe, sidecar: Sidecar, inbound: Inbound): HttpRule {
  const spoken = spokenToApplication(inbound);
  // An application whose port is declared as TCP may answer HTTP probes all the same.
  const use = {
    backend: applicationKey(sidecar, inbound),
    protocol: spoken === 'tcp' ? 'http1' : spoken,
  } as const;
  return {
    matches: [{ path: { kind: 'exact', value: path }, headers: [], queryParams: [] }],
    action: {
      kind: 'forward',
      forwarding: { destinations: [{ kind: 'backend', use, weight: 1 }], mirrors: [] },
      path: { kind: 'full', value: asked },
    },
  };
}
