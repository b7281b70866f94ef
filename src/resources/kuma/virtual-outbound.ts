import { Type } from 'typebox';
import { evaluateGoTemplate } from '#lib/evaluate-go-template.ts';
import { parseGoTemplate } from '#lib/go-template.ts';
import { isHostname } from '#lib/hostname.ts';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, defaulted, type Report, ruled } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { kumaGroup, kumaVersions, meshName, tagKey, tagPattern } from './fields.ts';
import { template } from './template.ts';

const match = ruled(defaulted(mapOf(tagKey, tagPattern, 64), undefined), (tags, report) => {
  if (Object.keys(tags).length === 0)
    report('must have at least one tag; `kuma.io/service: "*"` is every service');
});

const parameter = converted(
  Type.Object({
    name: Type.String({
      minLength: 1,
      maxLength: 63,
      pattern: '^[a-zA-Z0-9]+$',
      '~wants': 'a name of letters and digits, as a template takes it',
    }),
    tagKey: Type.Optional(tagKey),
  }),
  ({ name, tagKey = name }) => ({ name, tagKey }),
);

type Parameter = Read<typeof parameter>;

const conf = ruled(
  Type.Object({
    host: template('a template of a host name, such as `{{.service}}.mesh`', []),
    port: template('a template of a port, such as `80` or `{{.port}}`', []),
    parameters: ruled(Type.Array(parameter, { minItems: 1, maxItems: 64 }), uniqueBy('name'), checkService),
  }),
  checkTemplates,
);

const spec = Type.Object({
  selectors: Type.Array(Type.Object({ match }), { minItems: 1, maxItems: 256 }),
  conf,
});

/** VirtualOutboundSpec selects workloads by tags, and gives them a name and a port made from their tags. */
export interface VirtualOutboundSpec extends Read<typeof spec> {
  /** Present on Kubernetes (see `placeInMesh`). */
  readonly mesh?: string;
}

/** Every called workload belongs to a service, and the service's tag must be a parameter of the name. */
function checkService(parameters: readonly Parameter[], report: Report): void {
  if (!parameters.some(({ tagKey }) => tagKey === 'kuma.io/service'))
    report('must have one whose tagKey is kuma.io/service');
}

/**
 * Reports here, instead of at each workload, templates that can never make a name or a port. Upstream, too, fills in `dummy` and
 * `1`.
 */
function checkTemplates(
  {
    host,
    port,
    parameters,
  }: { readonly host: string; readonly port: string; readonly parameters: readonly Parameter[] },
  report: Report,
): void {
  const filledIn = (text: string, value: string, field: 'host' | 'port'): string | undefined => {
    const parsed = parseGoTemplate(text, []);
    if ('problem' in parsed) return undefined;
    const fields = Object.fromEntries(parameters.map(({ name }) => [name, value]));
    const result = evaluateGoTemplate(parsed, { fields, missing: 'nothing' });
    if ('text' in result) return result.text;
    report(`cannot be filled in: ${result.problem}`, field);
    return undefined;
  };
  const name = filledIn(host, 'dummy', 'host');
  if (name !== undefined && !isHostname(name.toLowerCase()))
    report(`must make a host name, but where every parameter is "dummy" it makes ${quote(name)}`, 'host');
  const number = filledIn(port, '1', 'port');
  if (number !== undefined && !isPort(number))
    report(
      `must make a port from 1 to 65535, but where every parameter is "1" it makes ${quote(number)}`,
      'port',
    );
}

function isPort(text: string): boolean {
  return /^[0-9]{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
}

export const virtualOutbound = defineKind({
  id: 'kuma/VirtualOutbound',
  group: kumaGroup,
  kind: 'VirtualOutbound',
  plural: 'virtualoutbounds',
  shortNames: [],
  versions: kumaVersions,
  scope: 'Cluster',
  body: Type.Object({ mesh: defaulted(meshName, 'default'), spec }),
  hub: ({ mesh, spec }): VirtualOutboundSpec => ({ mesh, ...spec }),
  universal: {
    scope: 'Mesh',
    plural: 'virtual-outbounds',
    body: spec,
    hub: (body): VirtualOutboundSpec => body,
  },
});
export type VirtualOutbound = ResourceOf<typeof virtualOutbound>;
