import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { subdomain } from '../names.ts';
import { converted, defaulted, type Report, ruled, unserved } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { kumaGroup, kumaVersions, labels, portName, portNumber, tags } from './fields.ts';
import { protocol } from './protocol.ts';
import { serviceStatus } from './service-status.ts';

const selector = ruled(
  Type.Object({
    dataplaneTags: Type.Optional(defaulted(tags, undefined)),
    dataplaneRef: Type.Optional(Type.Object({ name: subdomain })),
    dataplaneLabels: Type.Optional(Type.Object({ matchLabels: labels })),
  }),
  (written, report: Report) => {
    const [first, ...others] = Object.keys(written);
    for (const other of others)
      report(`must not be there beside ${first}: a MeshService selects in one way`, other);
  },
);

const port = converted(
  Type.Object({
    name: Type.Optional(portName),
    port: portNumber,
    targetPort: Type.Optional(Type.Union([portNumber, portName])),
    appProtocol: defaulted(protocol, 'tcp'),
  }),
  written => ({ ...written, targetPort: written.targetPort ?? written.port }),
);

const identity = Type.Object({
  type: Type.Enum(['ServiceTag', 'SpiffeID']),
  value: Type.String({ minLength: 1, maxLength: 2048 }),
});

const spec = Type.Object({
  selector: defaulted(selector, {}),
  ports: ruled(Type.Array(port, { maxItems: 256, default: [] }), uniqueBy('name'), uniqueBy('port')),
  identities: unserved(Type.Array(identity, { maxItems: 256, default: [] })),
  state: Type.Optional(Type.Enum(['Available', 'Unavailable'])),
});

/**
 * MeshServiceSpec says which dataplanes make up the service (none where the selector is empty), and at which ports it is called.
 * `targetPort` is the number or the name of an inbound. `state` and `status` are what another control plane wrote.
 */
export interface MeshServiceSpec extends Read<typeof spec> {
  readonly status: Read<typeof serviceStatus>;
}

const body = Type.Object({ spec, status: serviceStatus });
const hub = ({ spec, status }: Read<typeof body>): MeshServiceSpec => ({ status, ...spec });

export const meshService = defineKind({
  id: 'kuma/MeshService',
  group: kumaGroup,
  kind: 'MeshService',
  plural: 'meshservices',
  shortNames: ['msvc'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type MeshService = ResourceOf<typeof meshService>;
