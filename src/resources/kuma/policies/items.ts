import { type TSchema, Type } from 'typebox';
import { defaulted, type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { type TargetKind, type TargetRef, targetRef } from './target-ref.ts';

const most = 256;

/** topLevel is the targetRef of a whole policy; without one it is about all proxies of its mesh. */
export function topLevel(...kinds: readonly TargetKind[]) {
  return defaulted(targetRef(...kinds), { kind: 'Mesh' });
}

/** proxyTargets are the kinds by which policies name proxies. */
export const proxyTargets = [
  'Mesh',
  'MeshSubset',
  'MeshGateway',
  'MeshService',
  'MeshServiceSubset',
  'Dataplane',
] as const satisfies readonly TargetKind[];

/** serviceTargets are those by which they name what is called. */
export const serviceTargets = [
  'MeshService',
  'MeshExternalService',
  'MeshMultiZoneService',
] as const satisfies readonly TargetKind[];

/** targetedItems is a list of `to` or of `from`: what holds for what each of them names. */
export function targetedItems<D extends TSchema>(settings: D, ...kinds: readonly TargetKind[]) {
  const item = Type.Object({ targetRef: targetRef(...kinds), default: settings });
  return Type.Array(item, { maxItems: most, default: [] });
}

const identity = Type.Object({
  type: Type.Enum(['Exact', 'Prefix']),
  value: Type.String({ minLength: 1, maxLength: 2048 }),
});

/** Compares the identity of who calls; a prefix ends within no element of it. */
const spiffeIdMatch = ruled(identity, ({ type, value }, report) => {
  if (!value.startsWith('spiffe://')) report("must start with 'spiffe://'", 'value');
  if (type === 'Prefix' && value.endsWith('/'))
    report("must not end with '/' where the type is Prefix", 'value');
});

/** callerMatch is who calls: by identity, by the name that was asked for over TLS, or both. */
export const callerMatch = ruled(
  Type.Object({
    spiffeID: Type.Optional(spiffeIdMatch),
    sni: Type.Optional(
      Type.Object({ type: Type.Enum(['Exact']), value: Type.String({ minLength: 1, maxLength: 253 }) }),
    ),
  }),
  ({ spiffeID, sni }, report) => {
    if (spiffeID === undefined && sni === undefined) report('must have at least one defined: spiffeID, sni');
  },
);
export type CallerMatch = Read<typeof callerMatch>;

/** rulesOf is a list of `rules`: what holds of what comes in, from whom it matches. */
export function rulesOf<D extends TSchema>(settings: D) {
  return Type.Array(
    Type.Object({ matches: Type.Array(callerMatch, { maxItems: 64, default: [] }), default: settings }),
    { maxItems: most, default: [] },
  );
}

interface Lists {
  readonly to?: readonly unknown[];
  readonly from?: readonly unknown[];
  readonly rules?: readonly unknown[];
}

/** oneWayToSay is the rule that `rules` stands alone, and that something is said at all. */
export function oneWayToSay(lists: Lists, report: Report): void {
  const { to = [], from = [], rules = [] } = lists;
  if (rules.length > 0 && to.length + from.length > 0)
    report("fields 'to' and 'from' must be empty when 'rules' is defined");
  if (to.length + from.length + rules.length > 0) return;
  const names = (['to', 'from', 'rules'] as const).filter(name => lists[name] !== undefined);
  report(`at least one of ${names.map(name => `'${name}'`).join(', ')} has to be defined`);
}

/** TargetedItem is what a policy says of what its `targetRef` names. */
export interface TargetedItem<D> {
  readonly targetRef: TargetRef;
  readonly default: D;
}

/** CallerItem is what it says of calls that match, which are all where there are no matches. */
export interface CallerItem<D> {
  readonly matches: readonly CallerMatch[];
  readonly default: D;
}

/** MeshPolicySpec is what the hub form of every policy of the mesh has. What it lacks it says nothing of. */
export interface MeshPolicySpec<D = object> {
  readonly targetRef: TargetRef;
  readonly to?: readonly TargetedItem<D>[];
  readonly from?: readonly TargetedItem<D>[];
  readonly rules?: readonly CallerItem<D>[];
  /** Of the proxy as a whole. */
  readonly default?: D;
}

/**
 * callersByIdentity is the rule of kinds that tell callers apart by who they are, where they make requests. Who asked for a name is
 * nobody; `ofConnections` finds what of the settings is said of connections, and so holds for nobody.
 */
export function callersByIdentity<D>(ofConnections: (settings: D) => readonly string[] | undefined) {
  return ({ rules }: { readonly rules: readonly CallerItem<D>[] }, report: Report): void => {
    rules.forEach(({ matches, default: settings }, i) => {
      matches.forEach(({ sni }, j) => {
        if (sni !== undefined) report.unserved('rules', i, 'matches', j, 'sni');
      });
      const path = matches.length === 0 ? undefined : ofConnections(settings);
      if (path !== undefined) report.unserved('rules', i, 'default', ...path);
    });
  };
}
