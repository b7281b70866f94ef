import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { portNumber } from '../gateway-api/fields.ts';
import type { ResourceOf } from '../kind.ts';
import { type PolicySpec, type PolicyTarget, standInFor } from '../policy.ts';
import { converted } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { trafficPolicyProperties } from './traffic-policy.ts';

const host = converted(
  Type.String({ minLength: 1, maxLength: 253, pattern: '^[^/\\s\\p{Cc}]+$', '~wants': 'a host name' }),
  (name, _, path) => ({ name: name.toLowerCase(), at: path() }),
);

const portLevelSettings = Type.Object({
  port: converted(Type.Object({ number: portNumber }), ({ number }, _, path) => ({ number, at: path() })),
  ...trafficPolicyProperties,
});

const trafficPolicy = Type.Object(
  {
    ...trafficPolicyProperties,
    portLevelSettings: Type.Array(portLevelSettings, { maxItems: 64, default: [] }),
    proxyProtocol: Type.Optional(Type.Object({ version: Type.Enum(['V1', 'V2'], { default: 'V1' }) })),
  },
  { '~unserved': ['tunnel', 'retryBudget'] },
);

const spec = Type.Object(
  { host, trafficPolicy: Type.Optional(trafficPolicy) },
  { '~unserved': ['subsets', 'exportTo', 'workloadSelector'] },
);

/** WrittenTrafficPolicy is how a destination is used: the whole of it, or one of its ports. */
export type WrittenTrafficPolicy = Omit<Read<typeof trafficPolicy>, 'portLevelSettings'>;

/** DestinationRuleSpec: what is said of a port stands in the place of what is said of the whole. */
export interface DestinationRuleSpec extends PolicySpec {
  readonly trafficPolicy: WrittenTrafficPolicy;
  readonly ports: readonly { readonly number: number; readonly trafficPolicy: WrittenTrafficPolicy }[];
}

function readSpec({ host, trafficPolicy }: Read<typeof spec>): DestinationRuleSpec {
  const { portLevelSettings = [], ...whole } = trafficPolicy ?? {};
  const target = { ...objectOf(host.name), at: host.at };
  const ports = portLevelSettings.map(({ port, ...trafficPolicy }) => ({ port, trafficPolicy }));
  return {
    targets: [
      target,
      ...ports.map(({ port: { number, at } }) => ({ ...target, sectionName: `${number}`, at })),
    ],
    selectors: [],
    merges: false,
    trafficPolicy: whole,
    ports: ports.map(({ port: { number }, trafficPolicy }) => ({ number, trafficPolicy })),
  };
}

const inCluster = /^([^.]+)(?:\.([^.]+)\.svc(?:\.cluster\.local)?)?$/;

/** Whom a host names: a Service, by its short name or its whole one; else what goes by that name in a ServiceEntry. */
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
      return standIn && { ...standIn, trafficPolicy: {}, ports: [] };
    },
  },
});
export type DestinationRule = ResourceOf<typeof destinationRule>;
