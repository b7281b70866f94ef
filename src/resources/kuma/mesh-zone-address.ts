import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import type { Read } from '../schema/readonly.ts';
import { address, kumaGroup, kumaVersions, portNumber } from './fields.ts';

const spec = Type.Object({ address, port: portNumber });
const body = Type.Object({ spec });
const hub = ({ spec }: Read<typeof body>) => spec;

/** meshZoneAddress is the address at which other zones reach the services of a zone. */
export const meshZoneAddress = defineKind({
  id: 'kuma/MeshZoneAddress',
  group: kumaGroup,
  kind: 'MeshZoneAddress',
  plural: 'meshzoneaddresses',
  shortNames: ['mza'],
  versions: kumaVersions,
  isUnserved: true,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Mesh', body, hub },
});
export type MeshZoneAddress = ResourceOf<typeof meshZoneAddress>;
