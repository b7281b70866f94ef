import type { Sidecar, UpstreamTls } from '#model';

/** spiffeIdsOf are the SPIFFE IDs of a sidecar; none where nobody vouches for it. */
export function spiffeIdsOf({ security }: Pick<Sidecar, 'security'>): readonly string[] {
  return (security?.identity.names ?? []).filter(name => name.startsWith('spiffe://'));
}

/** tlsOfService is the TLS in which workloads with one of these SPIFFE IDs are called; `serverName` is the SNI. */
export function tlsOfService(mesh: string, serverName: string, ids: readonly string[]): UpstreamTls {
  return {
    trust: { kind: 'mesh', mesh },
    serverName: { kind: 'fixed', name: serverName },
    subjectAltNames: ids.map(value => ({ kind: 'uri', value })),
  };
}
