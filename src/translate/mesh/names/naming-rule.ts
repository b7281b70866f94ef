import { compareTexts } from '#lib/compare-texts.ts';
import { type GoTemplate, parseGoTemplate } from '#lib/go-template.ts';
import type { ServiceKind } from '#model';

/** NamingRule is a HostnameGenerator: which services it gives a name, and how that is made. */
export interface NamingRule {
  /** By what name the status of services refers to it. */
  readonly name: string;
  readonly of: Exclude<ServiceKind, 'ServiceTag'>;
  /** Services that have all of these. */
  readonly labels: Readonly<Record<string, string>>;
  readonly template: GoTemplate | { readonly problem: string };
  /** Written (or there by default) in this zone: its names go before those of rules from elsewhere. */
  readonly isOfZone: boolean;
  /** RFC 3339, or '' where none was written. */
  readonly created: string;
}

/** parseNameTemplate reads the template of a rule; what is wrong is worded as Kuma does. */
export function parseNameTemplate(text: string): NamingRule['template'] {
  const parsed = parseGoTemplate(text, ['label']);
  if (!('problem' in parsed)) return parsed;
  return { problem: `failed compiling gotemplate error=${JSON.stringify(parsed.problem)}` };
}

/**
 * defaultRules are those that there are unless one of the same name is written, called as Kuma calls them in a zone on plain
 * machines. What Kuma's global control plane has for several zones at once is here for this one alone.
 */
export const defaultRules: Readonly<Record<NamingRule['of'], NamingRule>> = {
  MeshService: defaultRule('MeshService', 'local-universal-mesh-service', 'svc'),
  MeshExternalService: defaultRule('MeshExternalService', 'local-mesh-external-service', 'extsvc'),
  MeshMultiZoneService: defaultRule('MeshMultiZoneService', 'synced-mesh-multi-zone-service', 'mzsvc'),
};

function defaultRule(of: NamingRule['of'], name: string, domain: string): NamingRule {
  const template = parseNameTemplate(`{{ .DisplayName }}.${domain}.mesh.local`);
  return { ...{ name, of, template }, labels: { 'kuma.io/origin': 'zone' }, isOfZone: true, created: '' };
}

/** byPrecedence puts first whose names are in force where two rules make the same for different services. */
export function byPrecedence(a: NamingRule, b: NamingRule): number {
  if (a.isOfZone !== b.isOfZone) return a.isOfZone ? -1 : 1;
  const byAge = a.created === '' || b.created === '' ? 0 : compareTexts(a.created, b.created);
  return byAge || compareTexts(a.name, b.name);
}
