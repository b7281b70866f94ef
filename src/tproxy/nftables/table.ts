import { type Cidr, cidrsBetween, formatCidr, mergeCidrs, parseCidr } from '../cidr.ts';
import type { Listing } from '../listing.ts';
import { formatRange, mergeRanges, type NumberRange } from '../number-range.ts';
import type { Plan } from '../plan.ts';
import { readPlan } from '../plan-record.ts';
import { type BaseChain, baseChainText, setText } from './rule-text.ts';
import { type Generation, ownershipChain, recordChain } from './transaction.ts';

/** Table is our table as the kernel holds it. */
export interface Table {
  readonly bases: readonly BaseChain[];
  /** Chains that are no base chains, with their generation in the name. */
  readonly others: readonly string[];
  /** The generation that base chains point at; undefined where they point at none. */
  readonly generation: Generation | undefined;
  readonly ownsLoopback: boolean;
  readonly plan: Plan | undefined;
  /** Base chains without a rule. */
  readonly idle: readonly string[];
  /** Rules that packets can reach. */
  readonly listing: Listing;
  /** Connections that the rules in force have redirected, by port. */
  readonly redirected: ReadonlyMap<number, number>;
  /** Rules of base chains, as text that nft accepts again. */
  readonly entries: readonly { readonly base: string; readonly rule: string }[];
}

type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null;

/** readTable reads what `nft -j list table` prints. Rules that we never write come out as their JSON, and so as drift. */
export function readTable(text: string): Table {
  const objects = list(field(JSON.parse(text) as Json, 'nftables'));
  const chains = objects.flatMap(object => field(object, 'chain') ?? []);
  const rules = objects.flatMap(object => field(object, 'rule') ?? []);
  const nameOf = (chain: Json) => string(field(chain, 'name'));
  const bases = chains.filter(chain => field(chain, 'hook') !== undefined).map(readBaseChain);
  const others = chains.filter(chain => field(chain, 'hook') === undefined).map(nameOf);
  const rulesOf = (name: string) => rules.filter(rule => string(field(rule, 'chain')) === name);
  const linesOf = (name: string) => rulesOf(name).map(rule => exprText(list(field(rule, 'expr'))));
  const targets = bases
    .flatMap(base => linesOf(base.name))
    .flatMap(line => /(?:jump|goto) \S+_([ab])$/.exec(line)?.[1] ?? []);
  const generation = targets[0] === 'a' || targets[0] === 'b' ? targets[0] : undefined;
  const inForce = others.filter(
    name =>
      generation !== undefined && name.endsWith(`_${generation}`) && !name.startsWith(`${recordChain}_`),
  );
  const comments = rulesOf(`${recordChain}_${generation}`).map(rule => string(field(rule, 'comment')));
  return {
    bases,
    others,
    generation,
    ownsLoopback: others.includes(ownershipChain),
    plan: readPlan(comments),
    idle: bases.map(({ name }) => name).filter(name => rulesOf(name).length === 0),
    listing: [
      ...bases
        .filter(({ name }) => rulesOf(name).length > 0)
        .flatMap(base => [
          { chain: base.name, rule: baseChainText(base) },
          ...linesOf(base.name).map(rule => ({ chain: base.name, rule: withoutGeneration(rule) })),
        ]),
      ...inForce.flatMap(name => linesOf(name).map(rule => ({ chain: withoutGeneration(name), rule }))),
    ],
    redirected: countRedirected(inForce.flatMap(rulesOf)),
    entries: bases.flatMap(({ name }) =>
      rulesOf(name).map(rule => {
        const comment = string(field(rule, 'comment'));
        const written = exprText(list(field(rule, 'expr')));
        return { base: name, rule: comment === '' ? written : `${written} comment "${comment}"` };
      }),
    ),
  };
}

function countRedirected(rules: readonly Json[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const rule of rules) {
    const statements = list(field(rule, 'expr'));
    const [port] = statements.flatMap(statement => field(field(statement, 'redirect'), 'port') ?? []);
    const [packets] = statements.flatMap(statement => field(field(statement, 'counter'), 'packets') ?? []);
    if (typeof port === 'number' && typeof packets === 'number')
      counts.set(port, (counts.get(port) ?? 0) + packets);
  }
  return counts;
}

function withoutGeneration(text: string): string {
  return text.replace(/_[ab]$/, '');
}

/** A policy that is not ours is drift, so it is made part of the declaration. */
function readBaseChain(chain: Json): BaseChain {
  const type = string(field(chain, 'type'));
  const policy = string(field(chain, 'policy'));
  const hook = string(field(chain, 'hook'));
  return {
    name: string(field(chain, 'name')),
    type: (policy === 'accept' || policy === '' ? type : `${type} (policy ${policy})`) as BaseChain['type'],
    hook: hook as BaseChain['hook'],
    priority: Number(field(chain, 'prio')),
  };
}

function exprText(statements: readonly Json[]): string {
  return statements.map(statementText).join(' ');
}

function statementText(statement: Json): string {
  const match = field(statement, 'match');
  if (match !== undefined) return conditionText(match) ?? JSON.stringify(statement);
  for (const bare of ['return', 'drop', 'accept'] as const) if (field(statement, bare) === null) return bare;
  const target = field(field(statement, 'jump') ?? field(statement, 'goto'), 'target');
  if (target !== undefined)
    return `${field(statement, 'jump') === undefined ? 'goto' : 'jump'} ${string(target)}`;
  const port = field(field(statement, 'redirect'), 'port');
  if (typeof port === 'number') return `redirect to :${port}`;
  if (field(statement, 'counter') !== undefined) return 'counter';
  const zone = field(statement, 'mangle');
  if (field(field(field(zone, 'key'), 'ct'), 'key') === 'zone')
    return `ct zone set ${string(field(zone, 'value'))}`;
  const log = field(statement, 'log');
  if (log !== undefined)
    return `log prefix "${string(field(log, 'prefix'))}" level ${string(field(log, 'level') ?? 'warn')}`;
  return JSON.stringify(statement);
}

function conditionText(match: Json): string | undefined {
  const [left, right, op] = [field(match, 'left'), field(match, 'right'), string(field(match, 'op'))];
  if (left === undefined || right === undefined) return undefined;
  const not = op === '!=' ? '!= ' : '';
  const key = field(field(left, 'meta'), 'key');
  if (key === 'iifname' || key === 'oifname') {
    const names = elements(right).map(name => `"${string(name)}"`);
    return `${key} ${not}${setText(names.toSorted())}`;
  }
  if (key === 'skuid') return numberText(`meta skuid ${not}`, right);
  if (key === 'l4proto' || key === 'nfproto') return `meta ${key} ${not}${string(right)}`;
  if (field(field(left, 'ct'), 'key') === 'state') return `ct state ${not}${string(right)}`;
  const [protocol, name] = ['protocol', 'field'].map(part => string(field(field(left, 'payload'), part)));
  if (name === 'saddr' || name === 'daddr') return addressText(`${protocol} ${name} ${not}`, right);
  if (name === 'sport' || name === 'dport') return numberText(`${protocol} ${name} ${not}`, right);
  return isOpening(left, right) ? 'tcp flags & (fin | syn | rst | ack) == syn' : undefined;
}

/** nft prints the flags as a list or as nested alternatives, depending on its version. */
function isOpening(left: Json, right: Json): boolean {
  const [what, mask] = list(field(left, '&'));
  if (string(field(field(what, 'payload'), 'field')) !== 'flags' || right !== 'syn') return false;
  const flatten = (flags: Json | undefined): readonly Json[] =>
    Array.isArray(flags)
      ? flags.flatMap(flatten)
      : flags === undefined
        ? []
        : typeof flags === 'object'
          ? list(field(flags, '|')).flatMap(flatten)
          : [flags];
  return flatten(mask).map(string).toSorted().join() === 'ack,fin,rst,syn';
}

function numberText(head: string, right: Json): string | undefined {
  const ranges = elements(right).map((element): NumberRange | undefined => {
    const [first, last] = list(field(element, 'range'));
    if (typeof element === 'number') return { first: element, last: element };
    return typeof first === 'number' && typeof last === 'number' ? { first, last } : undefined;
  });
  const known = ranges.filter(range => range !== undefined);
  return known.length === ranges.length
    ? head + setText(mergeRanges(known).map(range => formatRange(range)))
    : undefined;
}

function addressText(head: string, right: Json): string | undefined {
  const cidrs = elements(right).map(addressElement);
  const known = cidrs.filter(cidr => cidr !== undefined);
  return known.length === cidrs.length ? head + setText(mergeCidrs(known.flat()).map(formatCidr)) : undefined;
}

function addressElement(element: Json): readonly Cidr[] | undefined {
  const range = list(field(element, 'range'));
  if (range.length === 2) return cidrsBetween(string(range[0]), string(range[1]));
  const prefix = field(element, 'prefix');
  const text =
    prefix === undefined
      ? string(element)
      : `${string(field(prefix, 'addr'))}/${string(field(prefix, 'len'))}`;
  const cidr = parseCidr(text);
  return cidr === undefined ? undefined : [cidr];
}

function elements(right: Json): readonly Json[] {
  const set = field(right, 'set');
  return set === undefined ? [right] : list(set);
}

function field(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !isList(value) ? value[name] : undefined;
}

function list(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function string(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}
