import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { type Report, ruled, unserved } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { extension } from './extension.ts';
import { kumaGroup, kumaVersions, labels } from './fields.ts';
import { template } from './template.ts';

const services = Type.Optional(Type.Object({ matchLabels: labels }));

const selector = ruled(
  Type.Object({ meshService: services, meshExternalService: services, meshMultiZoneService: services }),
  (written, report: Report) => {
    const [first, ...others] = Object.keys(written);
    if (first === undefined)
      report('must have one of meshService, meshExternalService and meshMultiZoneService');
    for (const other of others)
      report(`must not be there beside ${first}: write a HostnameGenerator for each`, other);
  },
);

const spec = Type.Object({
  selector,
  template: template('a template of a host name, such as `{{ .DisplayName }}.svc.mesh.local`', ['label']),
  extension: Type.Optional(unserved(extension)),
});

/** HostnameGeneratorSpec says which services, of one kind, get a name, and how it is made. */
export type HostnameGeneratorSpec = Read<typeof spec>;

const body = Type.Object({ spec });
const hub = ({ spec }: Read<typeof body>): HostnameGeneratorSpec => spec;

export const hostnameGenerator = defineKind({
  id: 'kuma/HostnameGenerator',
  group: kumaGroup,
  kind: 'HostnameGenerator',
  plural: 'hostnamegenerators',
  shortNames: ['hg'],
  versions: kumaVersions,
  scope: 'Namespaced',
  body,
  hub,
  universal: { scope: 'Global', body, hub },
});
export type HostnameGenerator = ResourceOf<typeof hostnameGenerator>;
