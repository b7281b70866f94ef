import type {
  Admission,
  AdmissionRule,
  Authorization,
  AuthorizationCondition,
  AuthorizationRule,
} from '#model';
import type { CallerMatch, TargetRef, WrittenPermission } from '#resources';
import { callersOf, itemCallers } from './item-callers.ts';
import type { PolicyItem } from './policy-item.ts';

/**
 * permissionAt is who may call an inbound over TLS of the mesh: nobody whom no MeshTrafficPermission allows. Among items that
 * name callers by `from`, the last that matches a caller decides; a `deny` in `rules` overrides every allow. `items` are in
 * the order in which they are applied; with `takesPlainText`, requests in plain text pass unchecked.
 */
export function permissionAt(
  items: readonly PolicyItem[],
  mesh: string,
  takesPlainText: boolean,
): Authorization {
  const rules = [
    // A caller from outside of the mesh shows no certificate to be recognised by.
    ...(takesPlainText ? [rule('in plain text', 'allow', [inPlainText])] : []),
    ...decisionsOf(items).map(decision => ruleOf(decision, mesh)),
  ];
  return { rules, otherwise: 'deny' };
}

/**
 * admissionAt is permissionAt, as far as it can be decided before anybody calls: callers in plain text have no identity, and
 * the SNI is unknown. So a rule that matches the SNI as well may let somebody in, but keeps nobody out.
 */
export function admissionAt(items: readonly PolicyItem[], mesh: string): Admission {
  const rules = decisionsOf(items).flatMap(({ permission, about }): readonly AdmissionRule[] => {
    const lets = permission === 'allow' ? 'in' : 'none';
    if ('subject' in about) return [{ lets, callers: itemCallers(about) }];
    if (lets === 'none' && about.sni !== undefined) return [];
    return [{ lets, callers: about.spiffeID === undefined ? [] : [callersOf([about.spiffeID])] }];
  });
  return { mesh, rules };
}

/**
 * Decision is about the callers of an item, or those of one line of `rules`. The first decision that matches a caller holds.
 */
interface Decision {
  readonly permission: AuthorizationRule['permission'];
  readonly about: PolicyItem | CallerMatch;
}

function decisionsOf(items: readonly PolicyItem[]): readonly Decision[] {
  const said = items.filter(({ id }) => id === 'kuma/MeshTrafficPermission');
  const listed = said.flatMap(({ settings }) => listsOf(settings as WrittenPermission));
  const allowed = listed.flatMap(({ allow = [], allowWithShadowDeny = [] }) => [
    ...allow,
    ...allowWithShadowDeny,
  ]);
  return [
    ...listed.flatMap(({ deny = [] }) => deny).map((about): Decision => ({ permission: 'deny', about })),
    ...said.flatMap(ofNamed).reverse(),
    ...allowed.map((about): Decision => ({ permission: 'allow', about })),
  ];
}

function ruleOf({ permission, about }: Decision, mesh: string): AuthorizationRule {
  if (!('subject' in about))
    return rule(permission === 'deny' ? 'denied' : 'allowed', permission, matched(about));
  const from = about.subject.kind === 'inbound' ? about.subject.from : undefined;
  const who = from === undefined ? [] : urisOf(from, mesh).map(certified);
  return rule(`${from?.kind} ${from?.name ?? ''}`.trim(), permission, who);
}

type Lists = Exclude<WrittenPermission, { readonly action: string }>;

function listsOf(settings: WrittenPermission): readonly Lists[] {
  return 'action' in settings ? [] : [settings];
}

function ofNamed(item: PolicyItem): readonly Decision[] {
  const said = item.settings as WrittenPermission;
  if (item.subject.kind !== 'inbound' || item.subject.from === undefined || !('action' in said)) return [];
  return [{ permission: said.action === 'Deny' ? 'deny' : 'allow', about: item }];
}

/** The SPIFFE IDs and tag URIs, as regular expressions, that a caller must all have; empty: anybody of the mesh. */
function urisOf({ kind, name, tags = {} }: TargetRef, mesh: string): readonly string[] {
  const service =
    kind === 'MeshService' || kind === 'MeshServiceSubset' ? [exactly(`spiffe://${mesh}/${name}`)] : [];
  return [...service, ...Object.entries(tags).map(([tag, value]) => tagUri(tag, value))];
}

function tagUri(tag: string, value: string): string {
  return value === '*' ? `${exactly(`kuma://${tag}/`)}[^,]*` : exactly(`kuma://${tag}/${value}`);
}

function matched({ spiffeID, sni }: CallerMatch): readonly AuthorizationCondition[] {
  const id = spiffeID && (spiffeID.type === 'Exact' ? exactly(spiffeID.value) : within(spiffeID.value));
  return [
    ...(id === undefined ? [] : [certified(id)]),
    ...(sni === undefined ? [] : [{ kind: 'server-name', oneOf: [sni.value] } as const]),
  ];
}

function rule(
  name: string,
  permission: AuthorizationRule['permission'],
  conditions: readonly AuthorizationCondition[],
): AuthorizationRule {
  return { name, permission, conditions };
}

const inPlainText = { kind: 'expression', text: '!connection.mtls' } as const;

/** Envoy matches the URIs of a certificate as one text, separated by commas; no URI contains a comma. */
function certified(value: string): AuthorizationCondition {
  return { kind: 'certificate', oneOf: [{ of: 'uri', kind: 'regex', value: `(.*,)?${value}(,.*)?` }] };
}

function exactly(uri: string): string {
  return uri.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A prefix matches only up to the end of a path element. */
function within(prefix: string): string {
  return `${exactly(prefix)}(/[^,]*)?`;
}
