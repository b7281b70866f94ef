import type { StaticHosts } from '#resources';
import { given, unlessEmpty } from '../../policies/given.ts';
import { wantsOf } from '../resolved-names.ts';
import { impliedTls } from '../upstream-tls.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';
import { addressed } from './addressed.ts';
import type { DestinationKind, Written } from './destination-kind.ts';

/** Hosts by address or name. */
export const staticHosts: DestinationKind<StaticHosts> = {
  build: (written, context, track) => {
    const { protocol } = written.destination;
    const spoken = protocol && (protocol.isHttp2 ? 'http2' : 'http1');
    const built = addressed(endpointsIn(written), spoken, context, track);
    if (built.kind !== 'built' || !speaksTls(written)) return built;
    const tls = impliedTls({ endpoints: written.destination.hosts });
    return { ...built, backend: { ...built.backend, protocol: spoken ?? 'auto', tls } };
  },
  wants: (written, context, track) => wantsOf(endpointsIn(written), context, track),
};

function endpointsIn({ ref, destination: { hosts }, settings }: Written<StaticHosts>): WrittenEndpoints {
  const { dnsRefreshRate, respectDnsTtl } = settings ?? {};
  const dns = unlessEmpty(given({ dnsRefreshRate, respectDnsTtl }));
  return { ref, spec: { endpoints: hosts, appProtocols: [], ...given({ dns }) } };
}

/** In gloo, port 443 means TLS where nothing else says so. */
function speaksTls({ ref, destination: { hosts, useTls } }: Written<StaticHosts>): boolean {
  return useTls ?? (ref.group === 'gloo.solo.io' && hosts.some(host => 'port' in host && host.port === 443));
}
