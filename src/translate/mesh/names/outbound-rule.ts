import { isIP } from 'node:net';
import { evaluateGoTemplate } from '#lib/evaluate-go-template.ts';
import { parseGoTemplate } from '#lib/go-template.ts';
import { isAskable, normalizeHostname } from '#lib/hostname.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';

export type Tags = Readonly<Record<string, string>>;

/** OutboundRule is a VirtualOutbound: which inbounds get a name and a port to be called by, and how these are made. */
export interface OutboundRule {
  readonly origin: ResourceKey;
  readonly mesh: string;
  readonly name: string;
  /** RFC 3339, or '' where none was written. */
  readonly created: string;
  /** It selects inbounds that have all tags of one of these; `*` is any value. */
  readonly selectors: readonly Tags[];
  /** Go templates, filled in with the parameters. */
  readonly host: string;
  readonly port: string;
  /** The parameters, each with the tag that its value comes from. */
  readonly parameters: readonly { readonly name: string; readonly tagKey: string }[];
}

/** Rank is how closely a rule matches an inbound: by how many tags, and how many of these by an exact value. */
export interface Rank {
  readonly tags: number;
  readonly exact: number;
}

const any = '*';

/** rankOf is the rank of the closest selector that matches these tags; undefined where none does. */
export function rankOf({ selectors }: OutboundRule, tags: Tags): Rank | undefined {
  const ranks = selectors.flatMap(selector => {
    const wanted = Object.entries(selector);
    const isSelected = wanted.every(([key, value]) =>
      value === any ? Object.hasOwn(tags, key) : tags[key] === value,
    );
    const exact = wanted.filter(([, value]) => value !== any).length;
    return isSelected && wanted.length > 0 ? [{ tags: wanted.length, exact }] : [];
  });
  return ranks.sort((a, b) => b.tags - a.tags || b.exact - a.exact)[0];
}

/** MadeOutbound is a name and a port, and the tags of the inbounds that are called there. */
export interface MadeOutbound {
  readonly host: string;
  readonly port: number;
  /** The tags that parameters name, and no others. */
  readonly tags: Tags;
}

/** madeOutbound fills in the templates of a rule for an inbound with these tags; problems are worded as Kuma words them. */
export function madeOutbound(rule: OutboundRule, tags: Tags): MadeOutbound | { readonly problem: string } {
  const host = filledIn(rule.host, rule, tags);
  if ('problem' in host) return { problem: `conf.host: ${host.problem}` };
  const name = normalizeHostname(host.text);
  if (!isAskable(name) || isIP(name) !== 0) {
    return {
      problem: `conf.host: evaluation of template with parameters didn't return a valid dns name result=${JSON.stringify(host.text)}`,
    };
  }
  const port = filledIn(rule.port, rule, tags);
  if ('problem' in port) return { problem: `conf.port: ${port.problem}` };
  if (!/^[+-]?\d+$/.test(port.text)) {
    return {
      problem: `conf.port: evaluation of template with parameters didn't evaluate to a parsable number result=${JSON.stringify(port.text)}`,
    };
  }
  const number = Number(port.text);
  if (number < 1 || number > 65_535) {
    return {
      problem: `conf.port: evaluation of template returned a port outside of the range [1..65535] result=${port.text}`,
    };
  }
  const keys = new Set(rule.parameters.map(({ tagKey }) => tagKey));
  const meant = Object.entries(tags)
    .filter(([key]) => keys.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { host: name, port: number, tags: Object.fromEntries(meant) };
}

function filledIn(text: string, { parameters }: OutboundRule, tags: Tags) {
  const template = parseGoTemplate(text, []);
  if ('problem' in template) {
    return { problem: `failed compiling gotemplate error=${JSON.stringify(template.problem)}` };
  }
  const fields = parameters.flatMap(({ name, tagKey }) => {
    const value = tags[tagKey];
    return value === undefined ? [] : [[name, value] as const];
  });
  const made = evaluateGoTemplate(template, { fields: Object.fromEntries(fields), missing: 'nothing' });
  if ('text' in made) return made;
  return {
    problem: `pre evaluation of template with parameters failed with error=${JSON.stringify(made.problem)}`,
  };
}
