import { Fault } from '#lib/fault.ts';
import { additionsOf, ownershipChain } from '../iptables/restore.ts';
import { chainPrefix } from '../iptables/rule-text.ts';
import type { Plan } from '../plan.ts';
import { needsLoopback } from '../plan.ts';

/**
 * firewalld's `direct.xml` holds iptables rules that it loads at each start. The file may hold foreign entries: those
 * stay byte for byte as they are, so this works on the text and not on a parsed tree.
 */

const created = '<!-- Created by fairlead install transparent-proxy. -->';

/** addToDirectXml is the file with a plan's rules in it, in place of those that we wrote before. */
export function addToDirectXml(
  path: string,
  text: string | undefined,
  plan: Plan,
  comments: boolean,
): string {
  const clean = text === undefined ? undefined : removeFromDirectXml(text);
  const elements = directElements(plan, comments);
  if (clean === undefined) {
    return `<?xml version="1.0" encoding="utf-8"?>\n<direct>\n${[created, ...elements].map(line => `  ${line}\n`).join('')}</direct>\n`;
  }
  const empty = /<direct\s*\/>/.exec(withoutComments(clean));
  if (empty !== null) {
    const before = `<!-- fairlead replaced ${empty[0]} -->`;
    return clean.replace(empty[0], `<direct>${before}${elements.join('')}</direct>`);
  }
  const end = withoutComments(clean).lastIndexOf('</direct>');
  if (end === -1)
    throw new Fault(
      'input',
      `${path}: has no <direct> element, so firewalld cannot read it: mend or remove it`,
    );
  const lineStart = clean.lastIndexOf('\n', end - 1) + 1;
  const ownLine = clean.slice(lineStart, end).trim() === '';
  const at = ownLine ? lineStart : end;
  const block = ownLine ? elements.map(line => `  ${line}\n`).join('') : elements.join('');
  return clean.slice(0, at) + block + clean.slice(at);
}

/** removeFromDirectXml is the file without our rules; undefined where the file was ours alone and has to be removed. */
export function removeFromDirectXml(text: string): string | undefined {
  let createdByUs = false;
  const element =
    /([ \t]*)(<!--[\s\S]*?-->|<chain\b[^>]*\/>|<rule\b[^>]*>[\s\S]*?<\/rule\s*>)([ \t]*\r?\n)?/g;
  const left = text.replace(
    element,
    (all, indent: string, found: string, end: string | undefined, at: number) => {
      if (found === created) createdByUs = true;
      else if (!isOurs(found)) return all;
      const alone = end !== undefined && (at === 0 || text[at - 1] === '\n');
      return alone ? '' : `${indent}${end ?? ''}`;
    },
  );
  const restored = left.replace(/<direct><!-- fairlead replaced (<direct\s*\/>) --><\/direct>/, '$1');
  return createdByUs && /<direct>\s*<\/direct>\s*$/.test(restored) ? undefined : restored;
}

/** holdsDirectRules tells whether a file holds rules of ours. */
export function holdsDirectRules(text: string): boolean {
  return removeFromDirectXml(text) !== text;
}

/** Priorities give the rules of a chain their order: firewalld sorts rules of equal priority as it likes. */
function directElements(plan: Plan, comments: boolean): readonly string[] {
  return plan.families.flatMap(family => {
    const ipv = `ipv="ipv${family}"`;
    const { chains, jumps } = additionsOf(plan, family, 'A', comments);
    const owned =
      family === 6 && needsLoopback(plan) ? [{ table: 'nat', name: ownershipChain, rules: [] }] : [];
    const rule = (table: string, chain: string, priority: number, args: string) =>
      `<rule ${ipv} table="${table}" chain="${chain}" priority="${priority}">${escapeXml(args)}</rule>`;
    return [
      ...[...owned, ...chains].map(({ table, name }) => `<chain ${ipv} table="${table}" chain="${name}"/>`),
      ...chains.flatMap(({ table, name, rules }) => rules.map((args, i) => rule(table, name, i, args))),
      ...jumps.map(({ table, chain, stage, args }, i) =>
        rule(table, chain, stage === 'first' ? i - 100 : i, args),
      ),
    ];
  });
}

function isOurs(element: string): boolean {
  if (element.startsWith('<!--')) return false;
  return element.includes(`chain="${chainPrefix}`) || element.includes(`-j ${chainPrefix}`);
}

/** The text with comments replaced by blanks of the same length, so that positions stay right. */
function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, comment => ' '.repeat(comment.length));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
