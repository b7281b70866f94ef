import type { Report } from '../../schema/annotate.ts';
import type { TargetRef } from './target-ref.ts';

interface Lists {
  readonly targetRef: TargetRef;
  readonly to: readonly unknown[];
  readonly from: readonly unknown[];
  readonly rules: readonly unknown[];
}

/** includesGateways tells whether a policy's proxies may include gateways. */
function includesGateways({ kind, proxyTypes }: TargetRef): boolean {
  switch (kind) {
    case 'MeshGateway':
      return true;
    case 'Mesh':
    case 'MeshSubset':
      return proxyTypes === undefined || proxyTypes.includes('Gateway');
    default:
      return false;
  }
}

/** isOfGatewaysAlone tells whether all of a policy's proxies are gateways. */
function isOfGatewaysAlone({ kind, proxyTypes }: TargetRef): boolean {
  return kind === 'MeshGateway' || proxyTypes?.every(type => type === 'Gateway') === true;
}

/**
 * inboundsAlone checks policies that apply to incoming traffic of sidecars (`from`, `rules`), and to outgoing traffic of gateways
 * (`to`).
 */
export function inboundsAlone(spec: Lists, report: Report): void {
  const message =
    'must not be defined when the scope includes a Gateway, select only proxyType Sidecar or select only gateways and use spec.to';
  if (includesGateways(spec.targetRef)) {
    if (spec.from.length > 0) report(message, 'from');
    if (spec.rules.length > 0) report(message, 'rules');
  }
  if (spec.to.length > 0 && !isOfGatewaysAlone(spec.targetRef))
    report(
      'must not be defined unless the scope is gateways alone: sidecars are said of in from and rules',
      'to',
    );
}
