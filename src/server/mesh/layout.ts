import type { Introspection } from '#inspect';
import { compareTexts } from '#lib/compare-texts.ts';
import { placeId, type Sidecar } from '#model';
import { kriOfInbound, kriOfPort } from './kri.ts';

/** layoutOf is what a sidecar takes and what it reaches, in Kuma's form (`_layout`). Services that are only tags have no KRI. */
export function layoutOf(sidecar: Sidecar, { mesh }: Introspection): object {
  const { id, labels, inbounds, security } = sidecar;
  const [spiffeId] = security?.identity.names ?? [];
  return {
    kri: kriOfInbound(sidecar),
    labels,
    ...(spiffeId === undefined ? {} : { spiffeId }),
    inbounds: inbounds.map(({ name, port, protocol }) => {
      const place = { id: placeId({ kind: 'inbound', sidecar: id, name }) };
      return {
        ...{ kri: kriOfInbound(sidecar, name), port, protocol },
        proxyResourceName: mesh.listenerName(place, port),
      };
    }),
    outbounds: mesh
      .reached(sidecar)
      .flatMap(called => {
        const kri = kriOfPort(called);
        const place = { id: placeId({ kind: 'outbound', service: called.backend }) };
        const { port, protocol } = called;
        if (kri === undefined) return [];
        return [{ kri, port, protocol, proxyResourceName: mesh.listenerName(place, port) }];
      })
      .sort((a, b) => compareTexts(a.kri, b.kri)),
    listeners: [],
  };
}
