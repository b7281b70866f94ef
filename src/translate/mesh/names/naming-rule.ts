import { compareTexts } from '#lib/compare-texts.ts';
import { type GoTemplate, parseGoTemplate } from '#lib/go-template.ts';
import type { ServiceKind } from '#model';

/** NamingRule is a HostnameGenerator: which services it names, and how. */
export interface NamingRule {
  /** The name by which the status of services refers to it. */
  readonly name: string;
  readonly of: Exclude<ServiceKind, 'ServiceTag'>;
  /** The rule is for services that have all of these. */
  readonly labels: Readonly<Record<string, string>>;
  readonly template: GoTemplate | { readonly problem: string };
  /**
   * Whether it was written in this zone (or exists there by default): its names take precedence over those of rules from
   * elsewhere.
   */
  readonly isOfZone: boolean;
  /** RFC 3339, or '' where none was written. */
  readonly created: string;
}

/** parseNameTemplate reads the template of a rule; problems are worded as Kuma words them. */
export function parseNameTemplate(text: string): NamingRule['template'] {
  const parsed = parseGoTemplate(text, ['label']);
  if (!('problem' in parsed)) return parsed;
  return { problem: `failed compiling gotemplate error=${JSON.stringify(parsed.problem)}` };
}

/**
 * defaultRules are the rules that exist unless one of the same name is written. Their names are those of Kuma in a zone on
 * Universal. A rule that Kuma's global control plane has for several zones at once covers this zone alone.
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

/** byPrecedence puts first the rule that wins where two make the same name for different services. */
export function byPrecedence(a: NamingRule, b: NamingRule): number {
  if (a.isOfZone !== b.isOfZone) return a.isOfZone ? -1 : 1;
  const byAge = a.created === '' || b.created === '' ? 0 : compareTexts(a.created, b.created);
  return byAge || compareTexts(a.name, b.name);
}
