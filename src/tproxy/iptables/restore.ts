import { familyName } from '../backend.ts';
import type { Family } from '../cidr.ts';
import type { Listing } from '../listing.ts';
import { hashListing } from '../listing.ts';
import type { Plan } from '../plan.ts';
import { planHash, recordPlan } from '../plan-record.ts';
import { makeProgram } from '../program.ts';
import type { Entry, Hook } from '../rules.ts';
import { canonicalRule, chainPrefix, matchTexts, placeOf, ruleTexts, type TableName } from './rule-text.ts';
import { commentOf, isOurChain, isOurs, ourJumps, type SavedTable, targetOf } from './saved.ts';

/** Generation tells the chains in force from those that replace them. */
export type Generation = 'A' | 'B';

/** Comments of iptables hold 255 bytes. */
const commentWidth = 240;

const recordChain = `${chainPrefix}PLAN`;

/** ownershipChain exists, empty, in the IPv6 nat table where the install added ::6 to lo. */
export const ownershipChain = `${chainPrefix}OWNS_LO_V6`;

/** drainChain keeps conntrack and NAT in use while redirected connections end. */
const drainChain = `${chainPrefix}DRAIN`;

/** madePrefix begins the names of marks (empty chains) for what iptables made for us: `TABLE`, or a built-in chain. */
export const madePrefix = `${chainPrefix}MADE_`;

/** Where comments may not be used, this prefix and a hash name a chain, which says what the rules have to be. */
const hashPrefix = `${chainPrefix}IS_`;

const tables: readonly TableName[] = ['raw', 'mangle', 'nat'];

/** Made is what would not exist without us: whole tables, and built-in chains, of one family. */
export type Made = readonly { readonly table: TableName; readonly what: 'TABLE' | 'OUTPUT' | 'PREROUTING' }[];

/**
 * exchangeText is one restore file that puts a plan into force for one family. Each table is committed twice: the first time
 * adds the new chains, and the jumps to them ahead of the old ones; the second removes the old ones. So at every moment at
 * least one complete set of rules is in force.
 */
export function exchangeText(
  plan: Plan,
  family: Family,
  before: readonly SavedTable[],
  made: Made,
  comments: boolean,
): string {
  const to = activeGeneration(before) === 'A' ? 'B' : 'A';
  const additions = additionsOf(plan, family, to, comments);
  const arrivals = tables.flatMap(table => {
    const old = before.find(({ name }) => name === table);
    const lines = [
      ...made.filter(mark => mark.table === table).map(mark => `:${madePrefix}${mark.what} - [0:0]`),
      ...additions.chains.filter(chain => chain.table === table).map(chain => `:${chain.name} - [0:0]`),
      ...additions.chains
        .filter(chain => chain.table === table)
        .flatMap(chain => chain.rules.map(rule => `-A ${chain.name} ${rule}`)),
      ...placeJumps(
        additions.jumps.filter(jump => jump.table === table),
        old,
      ),
    ];
    return lines.length === 0 ? [] : [`*${table}`, ...lines, 'COMMIT'];
  });
  const arriving = new Set(additions.chains.map(({ table, name }) => `${table} ${name}`));
  return `${[...arrivals, ...departures(before, (table, chain) => isMark(chain) || arriving.has(`${table} ${chain}`))].join('\n')}\n`;
}

/** ownershipText marks ::6 on lo as ours, ahead of adding it. */
export function ownershipText(made: Made): string {
  return [
    '*nat',
    ...made.map(({ what }) => `:${madePrefix}${what} - [0:0]`),
    `:${ownershipChain} - [0:0]`,
    'COMMIT',
    '',
  ].join('\n');
}

/** removalText removes everything of ours from one family, except the marks of what iptables made for us. */
export function removalText(before: readonly SavedTable[]): string {
  return `${departures(before, (_, chain) => chain.startsWith(madePrefix)).join('\n')}\n`;
}

/**
 * drainText takes our rules out of force, leaves the marks, and keeps conntrack and NAT in use by one rule, so that
 * connections that were redirected live on.
 */
export function drainText(before: readonly SavedTable[]): string {
  const keep = [
    '*nat',
    `:${drainChain} - [0:0]`,
    `-A ${drainChain} -m conntrack --ctstate NEW -j RETURN`,
    `-A OUTPUT -j ${drainChain}`,
    'COMMIT',
  ];
  return `${[...keep, ...departures(before, (_, chain) => isMark(chain) || chain === drainChain)].join('\n')}\n`;
}

/** undoText restores what an exchange replaced: our chains and jumps as they were saved, and nothing that came later. */
export function undoText(before: readonly SavedTable[], after: readonly SavedTable[]): string {
  const back = before.filter(isOurs).flatMap(table => [
    `*${table.name}`,
    ...table.chains.filter(isOurChain).map(name => `:${name} - [0:0]`),
    ...table.rules.filter(({ chain }) => isOurChain(chain)).map(({ chain, args }) => `-A ${chain} ${args}`),
    ...table.rules.flatMap((rule, i) => {
      if (!ourJumps(table).includes(rule)) return [];
      const position = table.rules.slice(0, i).filter(({ chain }) => chain === rule.chain).length + 1;
      return [`-I ${rule.chain} ${position} ${rule.args}`];
    }),
    'COMMIT',
  ]);
  const was = new Set(before.flatMap(table => table.chains.map(chain => `${table.name} ${chain}`)));
  return `${[...back, ...departures(after, (table, chain) => was.has(`${table} ${chain}`) || chain.startsWith(madePrefix))].join('\n')}\n`;
}

/** A chain without rules, whose existence is its meaning. */
function isMark(chain: string): boolean {
  return chain === ownershipChain || chain.startsWith(madePrefix);
}

/**
 * Jumps first, then contents, then chains: iptables refuses to remove a chain that something leads to. All old jumps go;
 * where a new one reads the same, either may go and the other stays.
 */
function departures(
  before: readonly SavedTable[],
  stays: (table: string, chain: string) => boolean,
): readonly string[] {
  return before.filter(isOurs).flatMap(table => {
    const leaving = table.chains.filter(chain => isOurChain(chain) && !stays(table.name, chain));
    const jumps = ourJumps(table);
    if (leaving.length + jumps.length === 0) return [];
    return [
      `*${table.name}`,
      ...jumps.map(({ chain, args }) => `-D ${chain} ${args}`),
      ...leaving.map(chain => `-F ${chain}`),
      ...leaving.map(chain => `-X ${chain}`),
      'COMMIT',
    ];
  });
}

interface Additions {
  readonly chains: readonly {
    readonly table: TableName;
    readonly name: string;
    readonly rules: readonly string[];
  }[];
  readonly jumps: readonly Jump[];
}

interface Jump {
  readonly table: TableName;
  readonly chain: 'OUTPUT' | 'PREROUTING';
  readonly stage: Hook['stage'];
  readonly args: string;
}

/** additionsOf is every chain and jump of a plan for one family. */
export function additionsOf(
  plan: Plan,
  family: Family,
  generation: Generation,
  comments: boolean,
): Additions {
  if (!plan.families.includes(family)) return { chains: [], jumps: [] };
  const program = makeProgram(plan);
  const tableOf = (name: string) => {
    const entry = program.entries.find(({ chain }) => chain === name);
    return entry === undefined ? 'nat' : placeOf(entry.hook).table;
  };
  const record = comments
    ? {
        name: `${recordChain}_${generation}`,
        rules: recordPlan(plan, commentWidth).map(comment => `-m comment --comment "${comment}" -j RETURN`),
      }
    : { name: `${hashPrefix}${hashListing(expectedListing(plan))}`, rules: [] };
  return {
    chains: [
      { table: 'nat', ...record },
      ...program.chains.map(({ name, rules }) => ({
        table: tableOf(name),
        name: chainName(name, generation),
        rules: rules.flatMap(rule => ruleTexts(rule, family)),
      })),
    ],
    jumps: program.entries.flatMap(entry => jumpsOf(entry, plan, family, generation, comments)),
  };
}

function jumpsOf(
  entry: Entry,
  plan: Plan,
  family: Family,
  generation: Generation,
  comments: boolean,
): readonly Jump[] {
  const comment = comments ? ` -m comment --comment "fairlead plan ${planHash(plan)}"` : '';
  return matchTexts(entry.match, family).map(match => ({
    ...placeOf(entry.hook),
    stage: entry.hook.stage,
    args: `${match}${comment} -j ${chainName(entry.chain, generation)}`.trim(),
  }));
}

function chainName(name: string, generation: Generation): string {
  return `${chainPrefix}${name.toUpperCase()}_${generation}`;
}

/** What has to be first is inserted first; the rest takes the place of its predecessor, or goes to the end. */
function placeJumps(jumps: readonly Jump[], old: SavedTable | undefined): readonly string[] {
  const inserted = { OUTPUT: 0, PREROUTING: 0 };
  return jumps.map(({ chain, stage, args }) => {
    const rules = (old?.rules ?? []).filter(rule => rule.chain === chain);
    const at = rules.findLastIndex(rule => isOurChain(targetOf(rule)));
    if (stage !== 'first' && at === -1) return `-A ${chain} ${args}`;
    const position = stage === 'first' ? inserted[chain] + 1 : at + 1 + inserted[chain];
    inserted[chain]++;
    return `-I ${chain} ${position} ${args}`;
  });
}

/** activeGeneration is the generation that jumps lead to; where there are both, the first of them. */
export function activeGeneration(saved: readonly SavedTable[]): Generation | undefined {
  const targets = saved.flatMap(table => ourJumps(table).map(targetOf));
  const last = targets.map(target => target.at(-1)).find(letter => letter === 'A' || letter === 'B');
  return last === 'A' || last === 'B' ? last : undefined;
}

/** expectedListing is what iptables-save has to show once a plan is in force. */
export function expectedListing(plan: Plan): Listing {
  return plan.families.flatMap(family => {
    const { chains, jumps } = additionsOf(plan, family, 'A', true);
    return [
      ...jumps.map(jump => ({ chain: label(family, jump.table, jump.chain), rule: neutral(jump.args) })),
      ...chains
        .filter(({ name }) => !isRecord(name))
        .flatMap(({ table, name, rules }) =>
          rules.map(rule => ({ chain: label(family, table, neutral(name)), rule: canonicalRule(rule) })),
        ),
    ];
  });
}

/** listingOf is what iptables-save shows of ours, in the same words. Jumps count, whatever chain they are in. */
export function listingOf(saved: readonly SavedTable[], family: Family): Listing {
  const generation = activeGeneration(saved);
  return saved.filter(isOurs).flatMap(table => [
    ...ourJumps(table).map(rule => ({
      chain: label(family, table.name, rule.chain),
      rule: neutral(rule.args),
    })),
    ...table.rules
      .filter(
        ({ chain }) =>
          isOurChain(chain) &&
          !isRecord(chain) &&
          (generation === undefined || chain.endsWith(`_${generation}`)),
      )
      .map(({ chain, args }) => ({
        chain: label(family, table.name, neutral(chain)),
        rule: canonicalRule(args),
      })),
  ]);
}

/** recordedComments are the comments that hold the plan. */
export function recordedComments(saved: readonly SavedTable[]): readonly string[] {
  const chain = `${recordChain}_${activeGeneration(saved)}`;
  return saved.flatMap(table => table.rules.filter(rule => rule.chain === chain).map(commentOf));
}

/** recordedHash is the hash of the rules that stands in for the plan where comments are not used. */
export function recordedHash(saved: readonly SavedTable[]): string | undefined {
  const mark = saved.flatMap(({ chains }) => chains).find(chain => chain.startsWith(hashPrefix));
  return mark?.slice(hashPrefix.length);
}

/** staleChains is what an interrupted change left behind. */
export function staleChains(saved: readonly SavedTable[]): readonly string[] {
  const generation = activeGeneration(saved);
  return saved
    .flatMap(({ chains }) => chains)
    .filter(chain => isOurChain(chain) && !isMark(chain) && !chain.startsWith(hashPrefix))
    .filter(chain => generation === undefined || !chain.endsWith(`_${generation}`));
}

function isRecord(chain: string): boolean {
  return chain.startsWith(recordChain) || chain.startsWith(hashPrefix);
}

/** firewalld, with iptables as its own backend, puts direct rules of OUTPUT into OUTPUT_direct. */
function label(family: Family, table: string, chain: string): string {
  return `${familyName[family]} ${table} ${chain.replace(/_direct$/, '')}`;
}

/** Removes the generation, and the prefix where it is a chain. */
function neutral(text: string): string {
  const rule = text.startsWith('-') ? canonicalRule(text) : text;
  return rule.replace(new RegExp(`${chainPrefix}(\\w+)_[AB]$`), (_, name: string) => name.toLowerCase());
}
