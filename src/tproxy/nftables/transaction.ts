import type { Listing } from '../listing.ts';
import { needsLoopback, type Plan } from '../plan.ts';
import { planHash, recordPlan } from '../plan-record.ts';
import { makeProgram } from '../program.ts';
import type { Entry, Program } from '../rules.ts';
import { type BaseChain, baseChain, baseChainText, matchText, ruleText, tableName } from './rule-text.ts';

/** Generation tells the rules in force from those that replace them. */
export type Generation = 'a' | 'b';

/** nft takes comments of at most 128 bytes. */
const commentWidth = 120;

/** ownershipChain exists, empty, where the install added ::6 to lo: then the uninstall removes the address. */
export const ownershipChain = 'owns_lo_v6';

/** recordChain holds the plan in comments. No packet enters it. */
export const recordChain = 'plan';

const table = `inet ${tableName}`;

/**
 * exchangeText is the transaction that puts a plan into force. All of its rules are new chains; then each base chain is
 * pointed at them. The old chains stay whole, so that a packet that is under way in them still finds its verdict: they
 * are removed by a second transaction (`sweepText`) once the new rules have proved good.
 */
export function exchangeText(plan: Plan, to: Generation, present: readonly BaseChain[]): string {
  const program = makeProgram(plan);
  const bases = baseChainsOf(program);
  const obsolete = present.filter(old => !bases.some(({ name }) => name === old.name));
  return [
    `add table ${table}`,
    `table ${table} {`,
    ...chainTexts(plan, program, to).map(line => `\t${line}`),
    ...bases.map(base => `\tchain ${base.name} { ${baseChainText(base)} }`),
    '}',
    ...[...bases, ...obsolete].map(({ name }) => `flush chain ${table} ${name}`),
    ...bases.flatMap(base =>
      entriesOf(program, base).map(
        entry => `add rule ${table} ${base.name} ${entryText(program, entry, to)} ${hashComment(plan)}`,
      ),
    ),
    '',
  ].join('\n');
}

/** sweepText removes chains that nothing points at any more. */
export function sweepText(chains: readonly string[]): string {
  return [
    ...chains.map(name => `flush chain ${table} ${name}`),
    ...chains.map(name => `delete chain ${table} ${name}`),
    '',
  ].join('\n');
}

/** pointBackText undoes an exchange: base chains get their former rules back, and what the exchange created is removed. */
export function pointBackText(
  before: {
    readonly bases: readonly BaseChain[];
    readonly entries: readonly { readonly base: string; readonly rule: string }[];
  },
  created: readonly string[],
  program: Program,
): string {
  const added = baseChainsOf(program).filter(base => !before.bases.some(({ name }) => name === base.name));
  return [
    ...baseChainsOf(program).map(({ name }) => `flush chain ${table} ${name}`),
    ...before.entries.map(({ base, rule }) => `add rule ${table} ${base} ${rule}`),
    sweepText([...created, ...added.map(({ name }) => name)]),
  ].join('\n');
}

/** removalText removes every rule and chain of ours: they all live in one table. */
export const removalText = `delete table ${table}\n`;

/** ownershipText makes the mark that ::6 on lo is ours, ahead of adding it. */
export const ownershipText = `add table ${table}\nadd chain ${table} ${ownershipChain}\n`;

/**
 * drainText takes all rules out of force and leaves conntrack and NAT running, so that connections that were redirected
 * live on: one rule on conntrack's state keeps both in use. New connections are no longer redirected.
 */
export function drainText(bases: readonly BaseChain[], others: readonly string[]): string {
  const nat = bases.filter(({ type }) => type === 'nat').map(({ name }) => name);
  const kept =
    nat.length > 0 ? [] : [`add chain ${table} drain { type nat hook output priority -100; policy accept; }`];
  return [
    ...bases.map(({ name }) => `flush chain ${table} ${name}`),
    ...kept,
    ...(nat.length > 0 ? nat : ['drain']).map(name => `add rule ${table} ${name} ct state new return`),
    sweepText(others),
  ].join('\n');
}

/** scriptText is a file for nft itself, to be run on a host without Fairlead, whatever was installed there before. */
export function scriptText(plan: Plan): string {
  const program = makeProgram(plan);
  const bases = baseChainsOf(program);
  return [
    '#!/usr/sbin/nft -f',
    `# Transparent proxy, plan ${planHash(plan)}. To install: nft -f FILE. To remove: nft delete table ${table}`,
    ...(needsLoopback(plan)
      ? ['# The proxy hands inbound IPv6 on from ::6. Before: ip -6 address add ::6/128 dev lo']
      : []),
    `table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...(needsLoopback(plan) ? [`\tchain ${ownershipChain} {}`] : []),
    ...chainTexts(plan, program, 'a').map(line => `\t${line}`),
    ...bases.flatMap(base => [
      `\tchain ${base.name} {`,
      `\t\t${baseChainText(base)}`,
      ...entriesOf(program, base).map(entry => `\t\t${entryText(program, entry, 'a')} ${hashComment(plan)}`),
      '\t}',
    ]),
    '}',
    '',
  ].join('\n');
}

/** expectedListing is what nft must list once a plan is in force. */
export function expectedListing(plan: Plan): Listing {
  const program = makeProgram(plan);
  return [
    ...baseChainsOf(program).flatMap(base => [
      { chain: base.name, rule: baseChainText(base) },
      ...entriesOf(program, base).map(entry => ({ chain: base.name, rule: entryText(program, entry, '') })),
    ]),
    ...program.chains.flatMap(({ name, rules }) =>
      rules.map(rule => ({ chain: name, rule: ruleText(rule) })),
    ),
  ];
}

/** generationChains is the names of all chains of one generation of a plan. */
export function generationChains(plan: Plan, generation: Generation): readonly string[] {
  return [recordChain, ...makeProgram(plan).chains.map(({ name }) => name)].map(
    name => `${name}_${generation}`,
  );
}

function chainTexts(plan: Plan, program: Program, generation: Generation): readonly string[] {
  return [
    `chain ${recordChain}_${generation} {`,
    ...recordPlan(plan, commentWidth).map(comment => `\treturn comment "${comment}"`),
    '}',
    ...program.chains.flatMap(chain => [
      `chain ${chain.name}_${generation} {`,
      ...chain.rules.map(rule => `\t${ruleText(rule)}`),
      '}',
    ]),
  ];
}

function baseChainsOf(program: Program): readonly BaseChain[] {
  const byName = new Map(program.entries.map(({ hook }) => [baseChain(hook).name, baseChain(hook)]));
  return [...byName.values()];
}

function entriesOf(program: Program, base: BaseChain): readonly Entry[] {
  return program.entries.filter(({ hook }) => baseChain(hook).name === base.name);
}

function entryText(program: Program, entry: Entry, generation: Generation | ''): string {
  const family = program.families.includes(6) ? '' : 'meta nfproto ipv4';
  const chain = generation === '' ? entry.chain : `${entry.chain}_${generation}`;
  return [family, matchText(entry.match), `jump ${chain}`].filter(text => text !== '').join(' ');
}

function hashComment(plan: Plan): string {
  return `comment "fairlead plan ${planHash(plan)}"`;
}
