import { Type } from 'typebox';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { labels, portNumber } from '../fields.ts';

const name = Type.String({ maxLength: 253 });

/** The kinds that a route may send to. */
const kinds = ['MeshService', 'MeshServiceSubset', 'MeshExternalService', 'MeshMultiZoneService'] as const;
type Callable = (typeof kinds)[number];

/** The kinds that may receive telemetry. */
const told = ['MeshOpenTelemetryBackend', ...kinds] as const;

const properties = {
  kind: Type.String({ maxLength: 63 }),
  name: Type.Optional(name),
  namespace: Type.Optional(name),
  labels: Type.Optional(labels),
  mesh: Type.Optional(name),
  port: Type.Optional(portNumber),
  sectionName: Type.Optional(name),
  tags: Type.Optional(
    mapOf(Type.String({ minLength: 1, maxLength: 253 }), Type.String({ maxLength: 253 }), 64),
  ),
};

const written = Type.Object(properties);
type Written = Read<typeof written>;

/** MeshBackendRef names a service, by name or by labels, and its port, by number or by name. */
export interface MeshBackendRef<Kind extends string = Callable> {
  readonly kind: Kind;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly sectionName?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** MeshCollectorRef names a receiver of telemetry: a MeshOpenTelemetryBackend, or a service. */
export type MeshCollectorRef = MeshBackendRef<(typeof told)[number]>;

function check(allowed: readonly string[]) {
  return ({ kind, name = '', labels = {}, tags = {}, ...at }: Written, report: Report): void => {
    if (!allowed.includes(kind)) {
      report(`value '${kind}' is not supported; use ${allowed.join(', ')}`, 'kind');
      return;
    }
    const isLabelled = Object.keys(labels).length > 0;
    if (name === '' && !isLabelled) report('name or labels are required', 'name');
    if (name !== '' && isLabelled) report('labels cannot be defined when name is specified', 'labels');
    if (kind !== 'MeshServiceSubset' && Object.keys(tags).length > 0)
      report(`must not be set with kind ${kind}`, 'tags');
    if (kind !== 'MeshOpenTelemetryBackend') return;
    for (const field of ['port', 'sectionName'] as const)
      if (at[field] !== undefined) report(`must not be set with kind ${kind}`, field);
  };
}

function isOneOf<Kind extends string>(kind: string, allowed: readonly Kind[]): kind is Kind {
  return (allowed as readonly string[]).includes(kind);
}

function reading<Kind extends string>(allowed: readonly Kind[]) {
  return ({
    kind,
    mesh: _,
    name,
    namespace,
    labels,
    tags,
    ...rest
  }: Written): MeshBackendRef<Kind> | undefined => {
    if (!isOneOf(kind, allowed)) return undefined;
    return {
      kind,
      ...rest,
      ...(name ? { name } : {}),
      ...(namespace ? { namespace } : {}),
      ...(labels !== undefined && Object.keys(labels).length > 0 ? { labels } : {}),
      ...(tags !== undefined && Object.keys(tags).length > 0 ? { tags } : {}),
    };
  };
}

const read = reading(kinds);

/** meshBackendRef is the schema of a MeshBackendRef. */
export const meshBackendRef = converted(ruled(written, check(kinds)), read);

/** meshCollectorRef is the schema of a MeshCollectorRef. */
export const meshCollectorRef = converted(ruled(written, check(told)), reading(told));

/** WeightedBackendRef takes a share of requests: `weight` out of the sum of all weights. */
export type WeightedBackendRef = MeshBackendRef & { readonly weight: number };

const weighted = Type.Object({
  ...properties,
  weight: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 1 }),
});

/** weightedBackendRefs are the backends that share the requests. */
export const weightedBackendRefs = Type.Array(
  converted(ruled(weighted, check(kinds)), ({ weight, ...ref }): WeightedBackendRef | undefined => {
    const named = read(ref);
    return named && { ...named, weight };
  }),
  { maxItems: 64 },
);
