import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { portNumber } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { type PolicySpec, type PolicyTarget, standInFor } from '../policy.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';
import { exportTo } from './fields.ts';
import { trafficPolicyProperties } from './traffic-policy.ts';
import { labels, portName } from './workload.ts';

const host = converted(
  Type.String({ minLength: 1, maxLength: 253, pattern: '^[^/\\s\\p{Cc}]+$', '~wants': 'a host name' }),
  (name, _, path) => ({ name: name.toLowerCase(), at: path() }),
);

const portLevelSettings = Type.Object({
  port: converted(Type.Object({ number: portNumber }), ({ number }, _, path) => ({ number, at: path() })),
  ...trafficPolicyProperties,
});

/** What is meant to go through a proxy must not be sent to the proxy as if that were the destination. */
const tunnel = ruled(anything, (_, report) =>
  report(
    'is not served: no connection is led through a proxy (CONNECT) here, and nothing is sent to it instead',
  ),
);

const trafficPolicy = Type.Object(
  {
    ...trafficPolicyProperties,
    portLevelSettings: Type.Array(portLevelSettings, { maxItems: 64, default: [] }),
    proxyProtocol: Type.Optional(Type.Object({ version: Type.Enum(['V1', 'V2'], { default: 'V1' }) })),
    tunnel: Type.Optional(tunnel),
  },
  { '~unserved': ['retryBudget'] },
);

const subset = Type.Object({
  name: portName,
  labels,
  trafficPolicy: Type.Optional(converted(trafficPolicy, (written, _, path) => ({ written, at: path() }))),
});

const writtenSpec = Type.Object({
  host,
  trafficPolicy: Type.Optional(trafficPolicy),
  subsets: ruled(Type.Array(subset, { maxItems: 256, default: [] }), uniqueBy('name')),
  workloadSelector: Type.Optional(Type.Object({ matchLabels: labels })),
  exportTo,
});
type Written = Read<typeof writtenSpec>;

const spec = ruled(writtenSpec, ({ host, subsets, workloadSelector, exportTo }: Written, report: Report) => {
  if (exportTo.length > 0 && !exportTo.includes('*'))
    report.warning('has no effect: the rule holds for whoever uses its host, from any namespace', 'exportTo');
  if (meansSome(workloadSelector))
    report.warning(
      'means clients by their labels, which gateways do not have: what the rule says of them holds for nobody here',
      'workloadSelector',
    );
  if (subsets.length > 0 && objectOf(host.name).kind === 'Service')
    report.warning(
      'have no effect: labels of the pods of a Service are not known here; write a Service for each, whose selector asks for its labels',
      'subsets',
    );
});

/** WrittenTrafficPolicy is how a destination, or a part of it, is used. */
export type WrittenTrafficPolicy = Omit<Read<typeof trafficPolicy>, 'portLevelSettings'>;

/** DestinationRuleSpec: what is set for a part replaces what is set for the whole. */
export interface DestinationRuleSpec extends PolicySpec {
  readonly trafficPolicy: WrittenTrafficPolicy;
  readonly parts: readonly DestinationPart[];
  /** Endpoints that can be selected, by their labels. */
  readonly subsets: readonly DestinationSubset[];
}

/** DestinationPart is how a port, a subset, or a port of a subset is used. */
export interface DestinationPart {
  readonly section: string;
  readonly trafficPolicy: WrittenTrafficPolicy;
  /** The path where the part is written, and that of its TLS settings, which may be those of the whole. */
  readonly at: string;
  readonly tlsAt: string;
}

/** DestinationSubset is those endpoints that have all of these labels. */
export interface DestinationSubset {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** subsetSection is the section name of a subset, for policies and for its backend. */
export function subsetSection(name: string): string {
  return `subset=${name}`;
}

/** portOfSubset is the section name of a port of a subset, for policies. */
export function portOfSubset(subset: string, port: number): string {
  return `${subsetSection(subset)}:${port}`;
}

const whole = 'spec.trafficPolicy';

function meansSome(selector: Written['workloadSelector']): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0;
}

function readSpec({
  host,
  trafficPolicy,
  subsets,
  workloadSelector,
}: Pick<Written, 'host'> & Partial<Written>): DestinationRuleSpec {
  const isOfSome = meansSome(workloadSelector);
  const { portLevelSettings, ...ofAll } = (isOfSome ? undefined : trafficPolicy) ?? { portLevelSettings: [] };
  const target = { ...objectOf(host.name), at: host.at };
  const parts = [
    ...portParts(portLevelSettings, String),
    ...(subsets ?? []).flatMap(({ name, trafficPolicy }): readonly DestinationPart[] => {
      // What is said of them is told where they are written.
      if (trafficPolicy === undefined || isOfSome || target.kind === 'Service') return [];
      const { at } = trafficPolicy;
      const { portLevelSettings, ...own } = trafficPolicy.written;
      // As in Istio, a subset inherits what it does not set from the whole.
      const tlsAt = own.tls === undefined ? whole : at;
      return [
        ...portParts(portLevelSettings, port => portOfSubset(name, port)),
        { section: subsetSection(name), trafficPolicy: { ...ofAll, ...own }, at, tlsAt },
      ];
    }),
  ];
  return {
    targets: [target, ...parts.map(({ section: sectionName, at }) => ({ ...target, sectionName, at }))],
    selectors: [],
    merges: false,
    trafficPolicy: ofAll,
    parts,
    subsets: (subsets ?? []).map(({ name, labels }) => ({ name, labels })),
  };
}

function portParts(
  written: Read<typeof trafficPolicy>['portLevelSettings'],
  sectionOf: (port: number) => string,
): readonly DestinationPart[] {
  return written.map(({ port: { number, at }, ...trafficPolicy }) => {
    return { section: sectionOf(number), trafficPolicy, at, tlsAt: at.replace(/\.port$/, '') };
  });
}

const inCluster = /^([^.]+)(?:\.([^.]+)\.svc(?:\.cluster\.local)?)?$/;

/** The object that a host names: a Service, by its short or full name; otherwise the ServiceEntry with that host. */
function objectOf(host: string): Omit<PolicyTarget, 'at'> {
  const [, service, namespace] = inCluster.exec(host) ?? [];
  if (service === undefined) return { group: 'networking.istio.io', kind: 'Hostname', name: host };
  return { group: '', kind: 'Service', name: service, ...(namespace !== undefined && { namespace }) };
}

export const destinationRule = defineKind({
  id: 'istio/DestinationRule',
  group: 'networking.istio.io',
  kind: 'DestinationRule',
  plural: 'destinationrules',
  shortNames: ['dr'],
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: ({ spec }) => readSpec(spec),
  standIn: {
    body: Type.Object({ spec: Type.Object({ host }) }),
    hub: ({ spec }): DestinationRuleSpec | undefined => {
      const standIn = standInFor(readSpec(spec));
      return standIn && { ...standIn, trafficPolicy: {}, parts: [], subsets: [] };
    },
  },
});
export type DestinationRule = ResourceOf<typeof destinationRule>;
