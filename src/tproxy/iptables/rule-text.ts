import { addressBits, type Cidr, type Family, parseCidr } from '../cidr.ts';
import { formatRange, type NumberRange } from '../number-range.ts';
import type { Hook, Match, Rule, Verdict } from '../rules.ts';

/** TableName is a table of iptables that we use, in the order in which packets meet them. */
export type TableName = 'raw' | 'mangle' | 'nat';

/** chainPrefix marks every chain of ours; with it, uninstall knows them without flags or files. */
export const chainPrefix = 'FAIRLEAD_';

/** placeOf is the table and built-in chain that a hook of the program is in iptables. */
export function placeOf({ stage, side }: Hook): {
  readonly table: TableName;
  readonly chain: 'OUTPUT' | 'PREROUTING';
} {
  const chain = side === 'output' ? 'OUTPUT' : 'PREROUTING';
  switch (stage) {
    case 'zones':
      return { table: 'raw', chain };
    case 'invalid':
      return { table: 'mangle', chain };
    case 'first':
    case 'redirect':
      return { table: 'nat', chain };
  }
}

/** ruleTexts writes a rule for one family, without its chain: several lines where it holds lists, none where it is of the other family. */
export function ruleTexts(rule: Rule, family: Family): readonly string[] {
  return matchTexts(rule.match, family).map(match => `${match} ${verdictText(rule.verdict)}`.trim());
}

/**
 * matchTexts writes a condition as the alternatives that iptables needs: it knows no sets, so each list becomes one line
 * an element (ports: up to 15 a line), and several lists become their combinations.
 */
export function matchTexts(match: Match, family: Family): readonly string[] {
  const alternatives: readonly (readonly string[])[] = [
    addresses('-s', match.sources, family),
    addresses('-d', match.destinations, family),
    match.notDestination === undefined ? [''] : addresses('! -d', [match.notDestination], family),
    interfaces('-i', match.inInterfaces),
    interfaces('-o', match.outInterfaces),
    match.protocol === undefined && !match.opens ? [''] : [`-p ${match.protocol ?? 'tcp'}`],
    ports('sport', match.sourcePorts, match.protocol),
    ports('dport', match.destinationPorts, match.protocol),
    match.opens ? ['-m tcp --tcp-flags FIN,SYN,RST,ACK SYN'] : [''],
    match.users?.map(range => `-m owner --uid-owner ${formatRange(range)}`) ?? [''],
    match.notUser === undefined ? [''] : [`-m owner ! --uid-owner ${match.notUser}`],
    match.invalid ? ['-m conntrack --ctstate INVALID'] : [''],
  ];
  return alternatives.reduce<readonly string[]>(
    (lines, options) =>
      lines.flatMap(line => options.map(option => [line, option].filter(part => part !== '').join(' '))),
    [''],
  );
}

function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'return':
      return '-j RETURN';
    case 'drop':
      return '-j DROP';
    case 'redirect':
      return `-j REDIRECT --to-ports ${verdict.port}`;
    case 'zone':
      return `-j CT --zone ${verdict.zone}`;
    case 'log':
      return `-j LOG --log-prefix "${verdict.prefix}" --log-level ${verdict.level}`;
  }
}

function addresses(option: string, cidrs: readonly Cidr[] | undefined, family: Family): readonly string[] {
  if (cidrs === undefined) return [''];
  return cidrs.filter(cidr => cidr.family === family).map(cidr => `${option} ${cidr.address}/${cidr.length}`);
}

function interfaces(option: string, names: readonly string[] | undefined): readonly string[] {
  return names === undefined || names.includes('+') ? [''] : names.map(name => `${option} ${name}`);
}

/** A multiport match has room for 15 ports; a range takes two places. */
function ports(
  option: 'sport' | 'dport',
  ranges: readonly NumberRange[] | undefined,
  protocol: Match['protocol'],
): readonly string[] {
  if (ranges === undefined) return [''];
  const [only, ...others] = ranges;
  if (only !== undefined && others.length === 0)
    return [`-m ${protocol} --${option} ${formatRange(only, ':')}`];
  const lines: NumberRange[][] = [];
  let room = 0;
  for (const range of ranges) {
    const places = range.first === range.last ? 1 : 2;
    if (places > room) {
      lines.push([]);
      room = 15;
    }
    lines.at(-1)?.push(range);
    room -= places;
  }
  return lines.map(
    line => `-m multiport --${option}s ${line.map(range => formatRange(range, ':')).join(',')}`,
  );
}

/**
 * canonicalRule writes the arguments of a rule in one order and spelling, whoever wrote them: iptables-save of each
 * variant and version sorts them differently, names matches that are implied, and leaves defaults out. Comments go.
 */
export function canonicalRule(text: string): string {
  const options: { name: string; text: string }[] = [];
  let not = '';
  for (const token of tokens(text)) {
    const last = options.at(-1);
    if (token === '!') not = '! ';
    else if (/^--?[a-z]/i.test(token)) {
      options.push({ name: token, text: `${not}${token}` });
      not = '';
    } else if (last !== undefined) {
      last.text += ` ${['-s', '-d'].includes(last.name) ? canonicalAddress(token) : token}`;
    }
  }
  const rank = ({ name }: { readonly name: string }) => {
    const at = optionOrder.indexOf(name);
    return at === -1 ? optionOrder.indexOf('-j') - 0.5 : at;
  };
  return options
    .filter(({ name, text }) => name !== '-m' && name !== '--comment' && text !== '--log-level 4')
    .toSorted((a, b) => rank(a) - rank(b) || (a.text < b.text ? -1 : 1))
    .map(option => option.text)
    .join(' ');
}

const optionOrder = [
  '-s',
  '-d',
  '-i',
  '-o',
  '-p',
  '--sport',
  '--dport',
  '-j',
  '--to-ports',
  '--zone',
  '--log-prefix',
  '--log-level',
];

function canonicalAddress(text: string): string {
  const cidr = parseCidr(text);
  if (cidr === undefined) return text;
  return cidr.length === addressBits[cidr.family] ? cidr.address : `${cidr.address}/${cidr.length}`;
}

/** tokens splits a line of iptables-save into its words; quoted words stay together. */
export function tokens(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    match => match[2] ?? (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
