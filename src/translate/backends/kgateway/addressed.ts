import type { Tracker } from '#graph';
import { keptList } from '#lib/kept-list.ts';
import type { UpstreamProtocol } from '#model';
import { refusal } from '../../address-policy.ts';
import type { BackendKindContext } from '../backend-kind.ts';
import { discoveryOf, endpointsOf, namedBy } from '../endpoints.ts';
import { isAwaited, nameFindings } from '../resolved-names.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';
import type { BuiltDestination, Said } from './destination-kind.ts';

/**
 * addressed makes a backend of written addresses and names, where all of them may be reached. `protocol` is undefined where
 * none is written.
 */
export function addressed(
  written: WrittenEndpoints,
  protocol: UpstreamProtocol | undefined,
  context: BackendKindContext,
  track: Tracker,
): BuiltDestination {
  const { spec } = written;
  const [first, ...others] = spec.endpoints.flatMap((endpoint): readonly Said[] => {
    const message = refusal(endpoint, context.policy);
    return message === undefined
      ? []
      : [{ severity: 'error', reason: 'InvalidAddress', message, path: endpoint.at }];
  });
  if (first !== undefined) return { kind: 'refused', findings: [first, ...others] };
  return {
    kind: 'built',
    backend: {
      protocol: protocol ?? 'http1',
      discovery: discoveryOf(written, context.policy),
      endpoints: keptList(endpointsOf(written, {}, context, track)),
      ...namedBy(spec),
    },
    isProtocolOpen: protocol === undefined,
    ...(isAwaited(written, context, track) ? { isAwaited: true } : {}),
    findings: nameFindings(written, context, track),
  };
}
