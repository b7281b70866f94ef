import { Fault } from '#lib/fault.ts';
import type { BackendOptions } from '../backend.ts';
import { familyName } from '../backend.ts';
import type { Family } from '../cidr.ts';
import { findProgram, firstLine, run } from '../process.ts';
import { parseSaved, type SavedTable } from './saved.ts';

/** Variant is the kernel interface that the programs use. Both may be in use on one host, each with rules of its own. */
export type Variant = 'nft' | 'legacy';

/** Programs is the save and restore programs of one variant and one family. */
export interface Programs {
  readonly save: string;
  readonly restore: string;
}

const stem = { 4: 'iptables', 6: 'ip6tables' } as const satisfies Record<Family, string>;

/**
 * findPrograms finds the programs of a variant: as the user named them, by the names that tell the variant, or by the
 * plain names where `--version` says that they are of this variant. Undefined where there are none.
 */
export async function findPrograms(
  variant: Variant,
  family: Family,
  options: BackendOptions,
): Promise<Programs | undefined> {
  const name = stem[family];
  const [givenSave, givenRestore] = [
    options.executables[`${name}-save`],
    options.executables[`${name}-restore`],
  ];
  if (givenSave !== undefined && givenRestore !== undefined) {
    return (await variantOf(givenRestore)) === variant
      ? { save: givenSave, restore: givenRestore }
      : undefined;
  }
  const [save, restore] = [findProgram(`${name}-${variant}-save`), findProgram(`${name}-${variant}-restore`)];
  if (save !== undefined && restore !== undefined) return { save, restore };
  const [plainSave, plainRestore] = [findProgram(`${name}-save`), findProgram(`${name}-restore`)];
  if (plainSave === undefined || plainRestore === undefined || (await variantOf(plainRestore)) !== variant)
    return undefined;
  return { save: plainSave, restore: plainRestore };
}

/** Releases before 1.8 know no variants and are legacy. */
async function variantOf(program: string): Promise<Variant | undefined> {
  if (findProgram(program) === undefined) return undefined;
  const version = await run(program, ['--version']);
  return version.code === 0 ? (version.stdout.includes('nf_tables') ? 'nft' : 'legacy') : undefined;
}

/** readSaved is the rules of one family as they are; empty where the programs are missing. */
export async function readSaved(
  variant: Variant,
  family: Family,
  options: BackendOptions,
  counters?: 'counters',
): Promise<readonly SavedTable[]> {
  const programs = await findPrograms(variant, family, options);
  if (programs === undefined) return [];
  const saved = await run(programs.save, counters === undefined ? [] : ['-c']);
  if (saved.code === 0) return parseSaved(saved.stdout);
  throw new Fault('environment', `${programs.save}: ${firstLine(saved.stderr)}`);
}

/** restore feeds rules to the kernel. Foreign rules stay as they are (`--noflush`). */
export async function restore(
  variant: Variant,
  family: Family,
  options: BackendOptions,
  text: string,
): Promise<void> {
  if (text.trim() === '') return;
  const programs = await findPrograms(variant, family, options);
  if (programs === undefined) {
    const remedy = family === 6 ? ': install it, or use --ip-family-mode ipv4' : '';
    throw new Fault(
      'environment',
      `${familyName[family]} needs ${stem[family]}-${variant}-restore, which is not here${remedy}`,
    );
  }
  const wait = options.wait === 0 ? ['--wait'] : ['--wait', `${options.wait}`];
  const interval = options.waitInterval === 0 ? [] : ['--wait-interval', `${options.waitInterval}`];
  const outcome = await run(programs.restore, ['--noflush', ...wait, ...interval], text);
  if (outcome.code !== 0) throw new Fault('environment', refusal(programs.restore, outcome.stderr, text));
}

/** iptables-restore names the line that it refused by its number. */
function refusal(program: string, stderr: string, text: string): string {
  const number = /line:? (\d+)/.exec(stderr)?.[1];
  const line = number === undefined ? undefined : text.split('\n')[Number(number) - 1];
  const feature = features.find(([pattern]) => pattern.test(line === 'COMMIT' ? text : (line ?? stderr)));
  const needs =
    feature !== undefined && /No chain\/target\/match|not supported|can't initialize/i.test(stderr)
      ? `; the kernel may lack ${feature[1]}`
      : '';
  return `${program.split('/').at(-1)}: ${firstLine(stderr)}${line === undefined ? '' : ` in "${line}"`}${needs}`;
}

const features: readonly (readonly [RegExp, string])[] = [
  [/-j CT /, 'conntrack zones (xt_CT): use --skip-dns-conntrack-zone-split'],
  [/--comment/, 'comments (xt_comment): use --disable-comments'],
  [/--ctstate/, 'conntrack matching (xt_conntrack)'],
  [/-j LOG/, 'logging (xt_LOG): leave --iptables-logs out'],
  [/--uid-owner/, 'owner matching (xt_owner)'],
  [/-j REDIRECT/, 'NAT redirection (xt_REDIRECT)'],
  [/\bnat\b/, 'the nat table'],
];
