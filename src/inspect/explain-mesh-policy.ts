import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { AppliedCallers, AppliedTo } from '#model';
import type { ExplanationPart } from './explanation.ts';
import type { Inspected } from './inspected.ts';
import { placeOf } from './located-finding.ts';
import { portText } from './port-text.ts';

/** explainMeshPolicy gives the Dataplanes that a policy of the mesh is about, and which of its entries applies to each. */
export function explainMeshPolicy(key: ResourceKey, inspected: Inspected): ExplanationPart<'mesh-policy'> {
  const { mesh, locate } = inspected;
  return {
    kind: 'mesh-policy',
    dataplanes: mesh.inquiry.partsOf(key).map(({ sidecar, items }) => ({
      dataplane: displayRef(parseResourceKey(sidecar)),
      items: items.map(({ at, about }) => ({
        path: at,
        ...placeOf(key, at, locate),
        about: aboutText(about, inspected),
      })),
    })),
  };
}

function aboutText(about: AppliedTo, { mesh }: Inspected): string {
  switch (about.kind) {
    case 'proxy':
      return 'the proxy itself';
    case 'services':
      return 'all that it calls';
    case 'routes':
      return `requests on the routes of meshhttproute/${about.of}`;
    case 'ports': {
      const ports = about.ports.flatMap(backend => mesh.ports.get(backend) ?? []).map(portText);
      return ports.length === 0 ? 'calls to what is not there' : `calls to ${ports.join(', ')}`;
    }
    case 'inbounds': {
      const which = about.names.length === 1 ? 'inbound' : 'inbounds';
      return `calls to its ${which} ${about.names.join(', ')}${fromText(about.from)}`;
    }
  }
}

function fromText(from: AppliedCallers): string {
  switch (from.kind) {
    case 'everybody':
      return '';
    case 'tagged':
      return ` from those with ${Object.entries(from.tags)
        .map(([tag, value]) => `${tag}=${value}`)
        .join(', ')}`;
    case 'matching':
      return ' from those who match';
  }
}
