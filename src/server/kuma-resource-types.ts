import { type ServedKind, servedKinds } from '#inspect';
import { pluralOf } from '#lib/plural.ts';
import { writtenSchemas } from '#resources';
import { servedPolicies } from './served-policies.ts';

/** Kinds that belong to a single zone, and are not copied to another control plane. */
const ofZone: ReadonlySet<string> = new Set([
  'kuma/Dataplane',
  'kuma/MeshService',
  'kuma/MeshZoneAddress',
  'kuma/Workload',
]);

/** resourceTypes describes every kind that Kuma's own tools may ask for, in the form that `kumactl export` reads. */
export function resourceTypes(): object {
  const resources = servedKinds.flatMap(kind =>
    kind.universal === undefined ? [] : [describe(kind, kind.universal)],
  );
  return { resources };
}

/** policyTypes describes the kinds of policies of a mesh, in the older form of the same. */
export function policyTypes(): object {
  return {
    policies: servedPolicies.map(kind => {
      const { hasToTargetRef, hasFromTargetRef, hasRulesTargetRef } = policyTraits(kind);
      const words = wordsOf(kind.kind);
      return {
        name: kind.kind,
        readOnly: false,
        path: kind.universalPlural,
        singularDisplayName: words,
        pluralDisplayName: pluralOf(words),
        isExperimental: false,
        isTargetRefBased: true,
        isInbound: hasFromTargetRef || hasRulesTargetRef,
        isOutbound: hasToTargetRef,
      };
    }),
  };
}

function describe(kind: ServedKind, { scope }: NonNullable<ServedKind['universal']>): object {
  const { id, universalPlural, shortNames } = kind;
  const words = wordsOf(kind.kind);
  return {
    name: kind.kind,
    scope,
    path: universalPlural,
    readOnly: false,
    singularDisplayName: words,
    pluralDisplayName: pluralOf(words),
    includeInFederation: !ofZone.has(id),
    ...(shortNames[0] === undefined ? {} : { shortName: shortNames[0] }),
    ...(servedPolicies.includes(kind) ? { policy: policyTraits(kind) } : {}),
  };
}

function policyTraits({ id }: Pick<ServedKind, 'id'>) {
  const { properties: { spec } = {} } = writtenSchemas(id).usual as Described;
  const has = (list: string) => spec?.properties?.[list] !== undefined;
  return {
    isTargetRef: true,
    hasToTargetRef: has('to'),
    hasFromTargetRef: has('from'),
    hasRulesTargetRef: has('rules'),
    isFromAsRules: has('from') && has('rules'),
  };
}

/** A schema, as far as its properties go. */
interface Described {
  readonly properties?: Readonly<Record<string, Described>>;
}

/** `MeshHTTPRoute` is `Mesh HTTP Route`. */
function wordsOf(kind: string): string {
  return kind.replaceAll(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4');
}
