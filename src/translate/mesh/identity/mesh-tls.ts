import type { Sidecar, UpstreamTls } from '#model';

/** spiffeIdsOf are the SPIFFE IDs of a sidecar; none: nobody vouches for it. */
export function spiffeIdsOf({ security }: Pick<Sidecar, 'security'>): readonly string[] {
  return (security?.identity.names ?? []).filter(name => name.startsWith('spiffe://'));
}

/** tlsOfService is how workloads of a mesh are called that are one of these; `serverName` is what is asked for. */
export function tlsOfService(mesh: string, serverName: string, ids: readonly string[]): UpstreamTls {
  return {
    trust: { kind: 'mesh', mesh },
    serverName: { kind: 'fixed', name: serverName },
    subjectAltNames: ids.map(value => ({ kind: 'uri', value })),
  };
}
