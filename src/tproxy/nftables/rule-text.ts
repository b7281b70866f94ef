import { type Cidr, formatCidr } from '../cidr.ts';
import { formatRange, type NumberRange } from '../number-range.ts';
import type { Hook, Match, Rule, Verdict } from '../rules.ts';

/** tableName is the name of our one table, for both families. */
export const tableName = 'fairlead';

/** ruleText writes a rule as nft reads it. */
export function ruleText({ match, verdict }: Rule): string {
  return [matchText(match), verdictText(verdict)].filter(text => text !== '').join(' ');
}

/** matchText writes a condition; nft implies what it leaves out (the family of an address, the protocol of a port). */
export function matchText(match: Match): string {
  const protocol = match.protocol;
  const ported = match.sourcePorts !== undefined || match.destinationPorts !== undefined || match.opens;
  const parts = [
    interfaceText('iifname', match.inInterfaces),
    interfaceText('oifname', match.outInterfaces),
    match.users === undefined ? '' : `meta skuid ${numbers(match.users)}`,
    match.notUser === undefined ? '' : `meta skuid != ${match.notUser}`,
    match.sources === undefined ? '' : `${addressField('saddr', match.sources)} ${cidrSet(match.sources)}`,
    match.destinations === undefined
      ? ''
      : `${addressField('daddr', match.destinations)} ${cidrSet(match.destinations)}`,
    match.notDestination === undefined
      ? ''
      : `${addressField('daddr', [match.notDestination])} != ${formatCidr(match.notDestination)}`,
    protocol === undefined || ported ? '' : `meta l4proto ${protocol}`,
    match.sourcePorts === undefined ? '' : `${protocol} sport ${numbers(match.sourcePorts)}`,
    match.destinationPorts === undefined ? '' : `${protocol} dport ${numbers(match.destinationPorts)}`,
    match.opens ? 'tcp flags & (fin | syn | rst | ack) == syn' : '',
    match.invalid ? 'ct state invalid' : '',
  ];
  return parts.filter(text => text !== '').join(' ');
}

/** verdictText writes a verdict. Redirects count connections, since only the first packet of each gets there. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'return':
      return 'return';
    case 'drop':
      return 'drop';
    case 'redirect':
      return `counter redirect to :${verdict.port}`;
    case 'zone':
      return `ct zone set ${verdict.zone} return`;
    case 'log':
      return `log prefix "${verdict.prefix}" level ${logLevels[verdict.level] ?? 'debug'}`;
  }
}

const logLevels = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'] as const;

/** BaseChain is a chain that the kernel enters; its name never changes while rules are exchanged behind it. */
export interface BaseChain {
  readonly name: string;
  readonly type: 'filter' | 'nat';
  readonly hook: 'output' | 'prerouting';
  readonly priority: number;
}

/**
 * baseChain is the base chain that a hook of the program becomes in nft. Priorities: raw -300, mangle -150, and around dstnat
 * (-100), where iptables and container engines redirect: 5 ahead of it for what has to come first, 1 behind it otherwise.
 * They are never equal: of two chains with one priority the younger goes first, so the order would depend on who was
 * installed when.
 */
export function baseChain({ stage, side }: Hook): BaseChain {
  const of = (type: BaseChain['type'], priority: number): BaseChain => ({
    name: `${stage}_${side}`,
    type,
    hook: side,
    priority,
  });
  switch (stage) {
    case 'zones':
      return of('filter', -300);
    case 'invalid':
      return of('filter', -150);
    case 'first':
      return of('nat', -105);
    case 'redirect':
      return of('nat', -99);
  }
}

/** baseChainText is the declaration of a base chain. */
export function baseChainText({ type, hook, priority }: Omit<BaseChain, 'name'>): string {
  return `type ${type} hook ${hook} priority ${priority}; policy accept;`;
}

/** setText writes one element bare and several in braces, in the order to which `table.ts` sorts them. */
export function setText(elements: readonly string[]): string {
  return elements.length === 1 ? `${elements[0]}` : `{ ${elements.join(', ')} }`;
}

/** interfaceText writes a condition on an interface; "any ending" is `*` in nft, and "any name" needs no condition. */
export function interfaceText(field: 'iifname' | 'oifname', patterns: readonly string[] | undefined): string {
  if (patterns === undefined || patterns.includes('+')) return '';
  return `${field} ${setText(patterns.map(pattern => `"${pattern.replace(/\+$/, '*')}"`).toSorted())}`;
}

function addressField(side: 'saddr' | 'daddr', cidrs: readonly Cidr[]): string {
  return `${cidrs[0]?.family === 6 ? 'ip6' : 'ip'} ${side}`;
}

function cidrSet(cidrs: readonly Cidr[]): string {
  return setText(cidrs.map(formatCidr));
}

function numbers(ranges: readonly NumberRange[]): string {
  return setText(ranges.map(range => formatRange(range)));
}
