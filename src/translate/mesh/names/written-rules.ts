import { resourceKey } from '#lib/resource-ref.ts';
import { type HostnameGenerator, placeInMesh, type VirtualOutbound } from '#resources';
import { type NamingRule, parseNameTemplate } from './naming-rule.ts';
import type { OutboundRule } from './outbound-rule.ts';

/** namingRule gives the meaning of a HostnameGenerator. */
export function namingRule({ ref, metadata, spec }: HostnameGenerator): NamingRule {
  const { meshService, meshExternalService, meshMultiZoneService } = spec.selector;
  const of =
    meshService !== undefined
      ? 'MeshService'
      : meshExternalService !== undefined
        ? 'MeshExternalService'
        : 'MeshMultiZoneService';
  const selector = meshService ?? meshExternalService ?? meshMultiZoneService;
  return {
    name: ref.name,
    of,
    labels: selector?.matchLabels ?? {},
    template: parseNameTemplate(spec.template),
    isOfZone: metadata.labels[origin] !== 'global',
    created: metadata.creationTimestamp ?? '',
  };
}

const origin = 'kuma.io/origin';

/** outboundRule gives the meaning of a VirtualOutbound. */
export function outboundRule(outbound: VirtualOutbound): OutboundRule {
  const { ref, metadata, spec } = outbound;
  return {
    origin: resourceKey(ref),
    mesh: placeInMesh(outbound).mesh,
    name: ref.name,
    created: metadata.creationTimestamp ?? '',
    selectors: spec.selectors.map(({ match }) => match),
    ...spec.conf,
  };
}
