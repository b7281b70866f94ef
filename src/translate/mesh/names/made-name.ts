import { evaluateGoTemplate } from '#lib/evaluate-go-template.ts';
import { hasEntries } from '#lib/has-entries.ts';
import { isHostname } from '#lib/hostname.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import type { Service } from '#model';
import type { NamingRule } from './naming-rule.ts';

/** NamedService is the part of a service that decides its names, and which service wins where two want the same name. */
export interface NamedService extends Omit<Service, 'ports'> {
  /** RFC 3339, or '' where none was written. */
  readonly created: string;
}

/** MadeName is the name that a rule gives a service, or why it gives none. */
export type MadeName = { readonly hostname: string } | { readonly problem: string };

const displayName = 'kuma.io/display-name';
const namespace = 'k8s.kuma.io/namespace';
const zone = 'kuma.io/zone';

/** isNamedBy tells whether a rule applies to a service. */
export function isNamedBy({ of, labels }: NamingRule, service: NamedService): boolean {
  return of === service.kind && hasEntries(service.labels, labels);
}

/** madeName fills in the template of a rule; the result must be a host name (RFC 1123). */
export function madeName({ template }: NamingRule, { labels, ...service }: NamedService): MadeName {
  if ('problem' in template) return template;
  const { name } = parseResourceKey(service.origin);
  const made = evaluateGoTemplate(template, {
    fields: {
      Name: name,
      DisplayName: labels[displayName] ?? service.name,
      Namespace: labels[namespace] ?? service.namespace ?? '',
      Mesh: service.mesh,
      Zone: labels[zone] ?? service.zone,
    },
    missing: 'mistake',
    functions: {
      label: key => {
        const value = labels[key];
        return value === undefined ? { problem: `label ${key} not found` } : { value };
      },
    },
  });
  if ('problem' in made) {
    return {
      problem: `pre evaluation of template with parameters failed with error=${JSON.stringify(made.problem)}`,
    };
  }
  const { text } = made;
  if (isHostname(text) && !text.endsWith('.')) return { hostname: text };
  return {
    problem: `the template makes ${JSON.stringify(text)}, which is not a host name: lower case letters, digits and - between dots, 253 at most and 63 in each part`,
  };
}
