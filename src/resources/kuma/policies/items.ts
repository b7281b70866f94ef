import { type TSchema, Type } from 'typebox';
import { defaulted, type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { type TargetKind, type TargetRef, targetRef } from './target-ref.ts';

const most = 256;

/** topLevel is the targetRef of a whole policy; without one, the policy applies to all proxies of its mesh. */
export function topLevel(...kinds: readonly TargetKind[]) {
  return defaulted(targetRef(...kinds), { kind: 'Mesh' });
}

/** proxyTargets are the kinds by which policies select proxies. */
export const proxyTargets = [
  'Mesh',
  'MeshSubset',
  'MeshGateway',
  'MeshService',
  'MeshServiceSubset',
  'Dataplane',
] as const satisfies readonly TargetKind[];

/** serviceTargets are the kinds by which policies name called services. */
export const serviceTargets = [
  'MeshService',
  'MeshExternalService',
  'MeshMultiZoneService',
] as const satisfies readonly TargetKind[];

/** targetedItems is the list `to` or `from`: settings for what each item's targetRef names. */
export function targetedItems<D extends TSchema>(settings: D, ...kinds: readonly TargetKind[]) {
  const item = Type.Object({ targetRef: targetRef(...kinds), default: settings });
  return Type.Array(item, { maxItems: most, default: [] });
}

const identity = Type.Object({
  type: Type.Enum(['Exact', 'Prefix']),
  value: Type.String({ minLength: 1, maxLength: 2048 }),
});

/** Compares the identity of the caller; a prefix ends at the end of a path element. */
const spiffeIdMatch = ruled(identity, ({ type, value }, report) => {
  if (!value.startsWith('spiffe://')) report("must start with 'spiffe://'", 'value');
  if (type === 'Prefix' && value.endsWith('/'))
    report("must not end with '/' where the type is Prefix", 'value');
});

/** callerMatch is a condition on callers: on the identity, on the server name asked for over TLS, or on both. */
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

/** rulesOf is the list `rules`: settings for incoming traffic of the callers that match. */
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

/** oneWayToSay requires at least one list, and that `rules` is not combined with others. */
export function oneWayToSay(lists: Lists, report: Report): void {
  const { to = [], from = [], rules = [] } = lists;
  if (rules.length > 0 && to.length + from.length > 0)
    report("fields 'to' and 'from' must be empty when 'rules' is defined");
  if (to.length + from.length + rules.length > 0) return;
  const names = (['to', 'from', 'rules'] as const).filter(name => lists[name] !== undefined);
  report(`at least one of ${names.map(name => `'${name}'`).join(', ')} has to be defined`);
}

/** TargetedItem is a policy's settings for what its `targetRef` names. */
export interface TargetedItem<D> {
  readonly targetRef: TargetRef;
  readonly default: D;
}

/** CallerItem is settings for the callers that match; without matches, for all. */
export interface CallerItem<D> {
  readonly matches: readonly CallerMatch[];
  readonly default: D;
}

/** MeshPolicySpec is common to the hub forms of all mesh policies. A list that is absent does not exist in that kind. */
export interface MeshPolicySpec<D = object> {
  readonly targetRef: TargetRef;
  readonly to?: readonly TargetedItem<D>[];
  readonly from?: readonly TargetedItem<D>[];
  readonly rules?: readonly CallerItem<D>[];
  /** Settings for the proxy as a whole. */
  readonly default?: D;
}

/**
 * callersByIdentity is for kinds that tell callers apart by their identity, request by request: it reports matches by server name
 * as not served. `ofConnections` returns the path of settings about connections, which cannot be applied there and are reported,
 * too.
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
