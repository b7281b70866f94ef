import type { Tracker } from '#graph';
import type { ResourceRef } from '#lib/resource-ref.ts';
import type { HostedService, UpstreamTls } from '#model';
import type { HostName } from '#resources';
import type { BackendKindContext } from '../backend-kind.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';
import { addressed } from './addressed.ts';
import type { BuiltDestination } from './destination-kind.ts';

/** hostedEndpoint is where a service of a cloud is called: over TLS, at its host. */
export function hostedEndpoint(ref: ResourceRef, host: HostName): WrittenEndpoints {
  return { ref, spec: { endpoints: [{ ...host, port: 443 }], appProtocols: [] } };
}

/** builtHosted is the backend of such a service, which is verified by its own name. */
export function builtHosted(
  ref: ResourceRef,
  host: HostName,
  hosted: Omit<HostedService, 'authority'>,
  context: BackendKindContext,
  track: Tracker,
): BuiltDestination {
  const built = addressed(hostedEndpoint(ref, host), undefined, context, track);
  if (built.kind !== 'built') return built;
  const name = host.hostname.replace(/\.$/, '');
  return {
    ...built,
    isProtocolOpen: false,
    backend: {
      ...built.backend,
      protocol: 'auto',
      tls: certifiedFor(name),
      hosted: { authority: name, ...hosted },
    },
  };
}

/** certifiedFor is TLS that requires a certificate for this name from an authority that the system trusts. */
export function certifiedFor(name: string): UpstreamTls {
  return { trust: { kind: 'system-roots' }, serverName: { kind: 'fixed', name } };
}
