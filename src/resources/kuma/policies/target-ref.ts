import { Type } from 'typebox';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { labels } from '../fields.ts';

/**
 * targetKinds are the kinds that a targetRef may name, from the least to the most specific: of two policies the more specific one
 * wins.
 */
export const targetKinds = [
  'Mesh',
  'Dataplane',
  'MeshSubset',
  'MeshGateway',
  'MeshService',
  'MeshExternalService',
  'MeshMultiZoneService',
  'MeshServiceSubset',
  'MeshHTTPRoute',
] as const;
export type TargetKind = (typeof targetKinds)[number];

const name = Type.String({ maxLength: 253 });
const tagName = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[a-zA-Z0-9.\\-_:/]+$',
  '~wants': 'the name of a tag: letters, digits, ".", "-", "_", ":" and "/"',
});
const tagValue = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^([a-zA-Z0-9.\\-_:/]+|\\*)$',
  '~wants': 'the value of a tag: letters, digits, ".", "-", "_", ":" and "/", or "*" alone for any',
});

/** The fields of every targetRef. */
const targetRefProperties = {
  kind: Type.String({ maxLength: 63 }),
  name: Type.Optional(name),
  namespace: Type.Optional(name),
  labels: Type.Optional(labels),
  mesh: Type.Optional(name),
  proxyTypes: Type.Optional(Type.Array(Type.Enum(['Sidecar', 'Gateway']), { minItems: 1, maxItems: 2 })),
  sectionName: Type.Optional(name),
  tags: Type.Optional(mapOf(tagName, tagValue, 64)),
};
const written = Type.Object(targetRefProperties);
type Written = Read<typeof written>;

/** TargetRef names the target of a policy, or of one of its items. */
export interface TargetRef {
  readonly kind: TargetKind;
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly proxyTypes?: readonly ('Sidecar' | 'Gateway')[];
  readonly sectionName?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

type Field = Exclude<keyof Written, 'kind'>;

/** The fields by which each kind may be named. Empty labels and tags count as absent. */
const fields: Readonly<Record<TargetKind, readonly Field[]>> = {
  Mesh: ['proxyTypes'],
  Dataplane: ['name', 'namespace', 'labels', 'sectionName'],
  MeshSubset: ['tags', 'proxyTypes'],
  MeshGateway: ['name', 'tags'],
  MeshService: ['name', 'namespace', 'labels', 'sectionName'],
  MeshExternalService: ['name', 'namespace', 'labels', 'sectionName'],
  MeshMultiZoneService: ['name', 'namespace', 'labels', 'sectionName'],
  MeshServiceSubset: ['name', 'tags'],
  MeshHTTPRoute: ['name', 'namespace'],
};

/** targetRef is the schema of a targetRef that may name these kinds. */
export function targetRef(...allowed: readonly TargetKind[]) {
  return converted(ruled(written, checkKind(allowed)), ref => readTarget(ref));
}

/** isKind tells whether a targetRef may name a kind. */
function isKind(kind: string): kind is TargetKind {
  return (targetKinds as readonly string[]).includes(kind);
}

function checkKind(allowed: readonly TargetKind[]) {
  return (ref: Written, report: Report): void => {
    const { kind } = ref;
    if (!isKind(kind) || !allowed.includes(kind)) {
      report(`value '${kind}' is not supported; use ${allowed.join(', ')}`, 'kind');
      return;
    }
    checkFields(kind, ref, report);
  };
}

function checkFields(kind: TargetKind, ref: Written, report: Report): void {
  const allowed = fields[kind];
  for (const field of Object.keys(targetRefProperties) as (keyof Written)[]) {
    if (field === 'kind' || allowed.includes(field) || isAbsent(ref[field])) continue;
    report(`must not be set with kind ${kind}`, field);
  }
  const { name = '', namespace = '', labels = {} } = ref;
  const isLabelled = Object.keys(labels).length > 0;
  if (!allowed.includes('name')) return;
  if (name !== '' && isLabelled) report('must not be set beside name: use one of the two', 'labels');
  if (name === '' && namespace !== '') report('must be set where namespace is', 'name');
  // A targetRef that has only the kind Dataplane names all of them.
  if (name !== '' || isLabelled || kind === 'Dataplane') return;
  report(
    allowed.includes('labels') ? `must be set with kind ${kind}, or labels` : `must be set with kind ${kind}`,
    'name',
  );
}

function isAbsent(value: Written[keyof Written]): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}

function readTarget({ kind, mesh: _, ...ref }: Written): TargetRef | undefined {
  if (!isKind(kind)) return undefined;
  const given = Object.entries(ref).filter(([, value]) => !isAbsent(value));
  return { kind, ...Object.fromEntries(given) };
}
