import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { defaulted, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { kumaGroup, kumaVersions, labels, portName, portNumber } from './fields.ts';
import { knownProtocol } from './protocol.ts';
import { serviceStatus } from './service-status.ts';

const matchLabels = ruled(defaulted(labels, undefined), (labels, report) => {
  if (Object.keys(labels).length === 0) report('must not be empty');
});

const port = Type.Object({
  name: Type.Optional(portName),
  port: portNumber,
  appProtocol: defaulted(knownProtocol, 'tcp'),
});

const spec = Type.Object({
  selector: Type.Object({ meshService: Type.Object({ matchLabels }) }),
  ports: ruled(Type.Array(port, { minItems: 1, maxItems: 256 }), uniqueBy('name'), uniqueBy('port')),
});

/** MeshMultiZoneServiceSpec joins MeshServices, of any zones, into one service; their ports are joined by name. */
export interface MeshMultiZoneServiceSpec extends Read<typeof spec> {
  /** The status, as another control plane wrote it. */
  readonly status: Read<typeof serviceStatus>;
}

const body = Type.Object({ spec, status: serviceStatus });
const hub = ({ spec, status }: Read<typeof body>): MeshMultiZoneServiceSpec => ({ ...spec, status });

export const meshMultiZoneService = defineKind({
  id: 'kuma/MeshMultiZoneService',
  group: kumaGroup,
  kind: 'MeshMultiZoneService',
  plural: 'meshmultizoneservices',
  shortNames: ['mzsvc'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type MeshMultiZoneService = ResourceOf<typeof meshMultiZoneService>;
