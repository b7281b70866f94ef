import { mergeFacets, type ServerName, type UpstreamProtocol, type UpstreamTls } from '#model';
import type { KgatewayBackend, KgatewayDestination } from '#resources';
import type { AuthorityContext } from '../../authorities.ts';
import type { KeyPairContext } from '../../key-pair.ts';
import { given, unlessEmpty } from '../../policies/given.ts';
import { impliedTls } from '../upstream-tls.ts';
import { type BuiltDestination, refused } from './destination-kind.ts';
import { facetsOfUpstream } from './upstream-settings.ts';
import { tlsWritten } from './written-tls.ts';

/**
 * usedAs adds to a destination the settings that its object has besides its type. A destination that stands for others gets
 * none: they have their own.
 */
export function usedAs(
  built: BuiltDestination,
  { ref, spec: { destination, settings } }: Pick<KgatewayBackend, 'ref' | 'spec'>,
  context: AuthorityContext & KeyPairContext,
): BuiltDestination {
  if (settings === undefined || built.kind !== 'built') return built;
  const { sslConfig, useHttp2 } = settings;
  const named = serverNameOf(destination, built.backend.tls);
  const tls = sslConfig && tlsWritten(sslConfig, 'spec.sslConfig', named, { ref }, context);
  if (tls !== undefined && 'message' in tls)
    return refused('InvalidBackendTLS', `${tls.path} ${tls.message}`, tls.path);
  const written: UpstreamProtocol | undefined =
    useHttp2 === undefined ? undefined : useHttp2 ? 'http2' : 'http1';
  const isOpen = built.isProtocolOpen && written === undefined;
  const chosen = isOpen && tls !== undefined ? 'auto' : built.backend.protocol;
  return {
    ...built,
    isProtocolOpen: isOpen,
    backend: {
      ...built.backend,
      protocol: written ?? chosen,
      ...given({
        tls,
        facets: unlessEmpty(mergeFacets(facetsOfUpstream(settings), built.backend.facets ?? {})),
      }),
    },
  };
}

/**
 * The SNI where none is written: each static host's own name, where all have one; else the destination's; else the host of
 * the request.
 */
function serverNameOf(destination: KgatewayDestination, tls: UpstreamTls | undefined): ServerName {
  if (destination.kind === 'static') return impliedTls({ endpoints: destination.hosts }).serverName;
  return tls?.serverName ?? { kind: 'host' };
}
