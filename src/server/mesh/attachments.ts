import type { MeshIntrospection } from '#inspect';
import { hostAndPort } from '#lib/ip-address.ts';
import type { AppliedItem, Sidecar } from '#model';

/** Attachment is a part of a sidecar that a policy is about, in Kuma's older form. */
export interface Attachment {
  readonly type: 'dataplane' | 'inbound' | 'service';
  readonly name: string;
  readonly service: string;
}

/**
 * attachmentsOf are the parts of a sidecar that an entry of a policy is about. What is said of all services is about the proxy
 * as a whole: the proxy may reach any number of them.
 */
export function attachmentsOf(
  { about }: AppliedItem,
  { inbounds }: Sidecar,
  mesh: MeshIntrospection,
): readonly Attachment[] {
  switch (about.kind) {
    case 'proxy':
    case 'services':
    case 'routes':
      return [{ type: 'dataplane', name: '', service: '' }];
    case 'inbounds':
      return inbounds
        .filter(({ name }) => about.names.includes(name))
        .map(({ address, port, servicePort, tags }) => ({
          type: 'inbound',
          name: `${hostAndPort(address, port)}:${servicePort}`,
          service: tags['kuma.io/service'] ?? '',
        }));
    case 'ports': {
      const names = about.ports.flatMap(backend => mesh.port(backend)?.name ?? []);
      return [...new Set(names)].map(name => ({ type: 'service', name, service: name }));
    }
  }
}
