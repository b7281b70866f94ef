import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled, unserved } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { extension } from './extension.ts';
import { kumaGroup, kumaVersions, portNumber } from './fields.ts';
import { externalEndpoint } from './mesh-external-service/endpoint.ts';
import { externalTls } from './mesh-external-service/tls.ts';
import { externalServiceStatus, vipsOf } from './service-status.ts';

const match = Type.Object({
  type: Type.Enum(['HostnameGenerator'], { default: 'HostnameGenerator' }),
  port: portNumber,
  protocol: Type.Enum(['tcp', 'grpc', 'http', 'http2'], { default: 'tcp' }),
});

const spec = ruled(
  Type.Object({
    match,
    extension: Type.Optional(unserved(extension)),
    endpoints: Type.Array(externalEndpoint, { maxItems: 1024, default: [] }),
    tls: Type.Optional(externalTls),
  }),
  ({ endpoints, extension }, report) => {
    if (endpoints.length === 0 && extension === undefined)
      report.warning('are none, so that nobody answers', 'endpoints');
  },
);

/** MeshExternalServiceSpec is a service outside the mesh: the port at which it is called, and its endpoints. */
export interface MeshExternalServiceSpec extends Read<typeof spec> {
  /** The status, as another control plane wrote it. */
  readonly status: Pick<Read<typeof externalServiceStatus>, 'addresses'> & {
    readonly vips: readonly { readonly ip: string }[];
  };
}

const body = Type.Object({ spec, status: externalServiceStatus });
const hub = ({ spec, status }: Read<typeof body>): MeshExternalServiceSpec => ({
  ...spec,
  status: { addresses: status.addresses, vips: vipsOf(status) },
});

export const meshExternalService = defineKind({
  id: 'kuma/MeshExternalService',
  group: kumaGroup,
  kind: 'MeshExternalService',
  plural: 'meshexternalservices',
  shortNames: ['extsvc'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type MeshExternalService = ResourceOf<typeof meshExternalService>;
