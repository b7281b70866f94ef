import { Type } from 'typebox';
import { subdomain } from '../names.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { labels, portName, portNumber } from './fields.ts';

/** The kinds that a sidecar can be told to reach. */
const backendKind = Type.Enum(['MeshService', 'MeshExternalService', 'MeshMultiZoneService']);

/** A port by its number, or by its name in the service. Digits in quotes are a number, too. */
const portReference = converted(Type.Union([portNumber, portName]), (written): number | string =>
  typeof written === 'string' && /^[0-9]+$/.test(written) ? Number(written) : written,
);

const properties = {
  kind: backendKind,
  name: Type.Optional(subdomain),
  namespace: Type.Optional(subdomain),
  port: Type.Optional(portReference),
  labels,
};

// The two kinds of references must not share one object of properties, as the reference page describes each in its own words.
const reachableRef = ruled(Type.Object({ ...properties }), checkChoice);

/**
 * These are rules of upstream's validator (`validateTransparentProxying`), which reports them for the misspelt path
 * `networking.transparentProxing`; here they are reported for the path as written.
 */
function checkChoice(
  {
    name,
    namespace,
    labels,
  }: { readonly name?: string; readonly namespace?: string; readonly labels: object },
  report: Report,
): void {
  const hasLabels = Object.keys(labels).length > 0;
  if (name === undefined && namespace !== undefined) report('is required where a namespace is given', 'name');
  else if (name === undefined && !hasLabels) report('is required where there are no labels', 'name');
  if (hasLabels && (name !== undefined || namespace !== undefined))
    report(
      'must not be there beside a name or a namespace; a reference chooses by one or by the other',
      'labels',
    );
}

/**
 * reachableBackends are the services that a sidecar may call. Where it is absent, that is every service; where it has no refs
 * (`{}`, `refs: []`, `""`), none.
 */
export const reachableBackends = converted(
  Type.Union([
    Type.Object({ refs: Type.Array(reachableRef, { maxItems: 4096, default: [] }) }),
    Type.String({ maxLength: 4096, pattern: '^\\s*$', '~wants': 'a map with refs; {} reaches nothing' }),
  ]),
  (written): ReachableBackends => (typeof written === 'string' ? { refs: [] } : written),
);

/** ReachableRef selects one backend by its name, or all that have these labels. */
export type ReachableRef = Read<typeof reachableRef>;

/** ReachableBackends: with empty `refs`, nothing is reached. */
export interface ReachableBackends {
  readonly refs: readonly ReachableRef[];
}

/** outboundRef selects the one service that an outbound leads to; of several with these labels, the oldest. */
export const outboundRef = ruled(Type.Object({ ...properties }), checkChoice, ({ kind, port }, report) => {
  if (port === undefined && kind !== 'MeshExternalService') report(`is required for a ${kind}`, 'port');
});
export type OutboundRef = Read<typeof outboundRef>;
