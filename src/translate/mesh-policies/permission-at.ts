import type { Authorization, AuthorizationCondition, AuthorizationRule } from '#model';
import type { CallerMatch, TargetRef, WrittenPermission } from '#resources';
import type { PolicyItem } from './policy-item.ts';

/**
 * permissionAt is who may call an inbound that others call over TLS of the mesh: nobody whom no MeshTrafficPermission allows. Of
 * items that name somebody by `from`, the last that is about him decides; what `rules` deny they deny to whomever others allow.
 * `items` are in the order in which they are applied; requests in plain text may pass unasked (`takesPlainText`).
 */
export function permissionAt(
  items: readonly PolicyItem[],
  mesh: string,
  takesPlainText: boolean,
): Authorization {
  const said = items.filter(({ id }) => id === 'kuma/MeshTrafficPermission');
  const named = said.flatMap(item => ofNamed(item, mesh)).reverse();
  const listed = said.flatMap(({ settings }) => listsOf(settings as WrittenPermission));
  const rules = [
    // Who comes from outside of the mesh shows nothing that he could be told by.
    ...(takesPlainText ? [rule('in plain text', 'allow', [inPlainText])] : []),
    ...listed.flatMap(({ deny = [] }) => deny).map(match => rule('denied', 'deny', matched(match))),
    ...named,
    ...listed
      .flatMap(({ allow = [], allowWithShadowDeny = [] }) => [...allow, ...allowWithShadowDeny])
      .map(match => rule('allowed', 'allow', matched(match))),
  ];
  return { rules, otherwise: 'deny' };
}

type Lists = Exclude<WrittenPermission, { readonly action: string }>;

function listsOf(settings: WrittenPermission): readonly Lists[] {
  return 'action' in settings ? [] : [settings];
}

function ofNamed({ subject, settings }: PolicyItem, mesh: string): readonly AuthorizationRule[] {
  const said = settings as WrittenPermission;
  if (subject.kind !== 'inbound' || subject.from === undefined || !('action' in said)) return [];
  const permission = said.action === 'Deny' ? 'deny' : 'allow';
  const who = urisOf(subject.from, mesh).map(certified);
  return [rule(`${subject.from.kind} ${subject.from.name ?? ''}`.trim(), permission, who)];
}

/** All of these a caller must have, as expressions; nothing where it may be anybody of the mesh. */
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

/** Envoy asks for the URIs of a certificate as one text, with commas between; none holds a comma. */
function certified(value: string): AuthorizationCondition {
  return { kind: 'certificate', oneOf: [{ of: 'uri', kind: 'regex', value: `(.*,)?${value}(,.*)?` }] };
}

function exactly(uri: string): string {
  return uri.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A prefix ends at the end of an element of the path. */
function within(prefix: string): string {
  return `${exactly(prefix)}(/[^,]*)?`;
}
