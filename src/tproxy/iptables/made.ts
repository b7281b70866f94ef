import { Fault } from '#lib/fault.ts';
import type { Family } from '../cidr.ts';
import type { Plan } from '../plan.ts';
import { findProgram, firstLine, run } from '../process.ts';
import { makeProgram } from '../program.ts';
import type { Made } from './restore.ts';
import { madePrefix } from './restore.ts';
import { placeOf } from './rule-text.ts';
import type { SavedTable } from './saved.ts';

/**
 * The nft variant of iptables makes tables and built-in chains when they are first used, and never removes them. What it
 * makes for us is marked, so that the uninstall can leave the rule set as it was. Only nft itself sees the difference;
 * without it nothing is marked, and empty tables stay.
 */

const nftFamily = { 4: 'ip', 6: 'ip6' } as const satisfies Record<Family, string>;

interface NftChain {
  readonly table: string;
  readonly name: string;
  readonly policy?: string;
  /** Only base chains, which the kernel enters, have one. */
  readonly hook?: string;
}

/** findMadeTable is the nat table, where it is about to be made for a mark alone. */
export async function findMadeTable(family: Family): Promise<Made> {
  if (findProgram('nft') === undefined || (await list(family)).tables.includes('nat')) return [];
  return [{ table: 'nat', what: 'TABLE' }];
}

/** findMade is what an exchange is about to make because it does not exist yet. */
export async function findMade(plan: Plan, family: Family): Promise<Made> {
  if (findProgram('nft') === undefined || !plan.families.includes(family)) return [];
  const { tables, chains } = await list(family);
  const places = new Set(
    makeProgram(plan)
      .entries.map(({ hook }) => placeOf(hook))
      .map(({ table, chain }) => `${table} ${chain}`),
  );
  const wanted = [...places].map(
    place => place.split(' ') as ['raw' | 'mangle' | 'nat', 'OUTPUT' | 'PREROUTING'],
  );
  // The record of the plan is in the nat table, whatever other tables there are.
  const newTables = [...new Set([...wanted.map(([table]) => table), 'nat' as const])].filter(
    table => !tables.includes(table),
  );
  return [
    ...newTables.map(table => ({ table, what: 'TABLE' as const })),
    ...wanted
      .filter(([table, chain]) => !chains.some(found => found.table === table && found.name === chain))
      .map(([table, what]) => ({ table, what })),
  ];
}

/** removeMade removes what is marked and has become empty, and the marks. */
export async function removeMade(saved: readonly SavedTable[], family: Family): Promise<void> {
  const marks = saved.flatMap(({ name: table, chains }) =>
    chains
      .filter(chain => chain.startsWith(madePrefix))
      .map(chain => ({ table, chain, what: chain.slice(madePrefix.length) })),
  );
  if (marks.length === 0) return;
  const { chains, ruled } = await list(family);
  const made = (table: string, what: string) =>
    marks.some(mark => mark.table === table && mark.what === what);
  const isMark = (chain: NftChain) =>
    marks.some(mark => mark.table === chain.table && mark.chain === chain.name);
  // In a table that was made for us, every built-in chain was: by the install, or by what it did since.
  const isIdle = (chain: NftChain) =>
    chain.hook !== undefined &&
    chain.policy === 'accept' &&
    !ruled.has(`${chain.table} ${chain.name}`) &&
    (made(chain.table, chain.name) || made(chain.table, 'TABLE'));
  const gone = chains.filter(chain => isMark(chain) || isIdle(chain));
  const emptied = marks
    .filter(({ what }) => what === 'TABLE')
    .filter(({ table }) => !chains.some(chain => chain.table === table && !gone.includes(chain)));
  const lines = [
    ...gone.map(({ table, name }) => `delete chain ${nftFamily[family]} ${table} ${name}`),
    ...emptied.map(({ table }) => `delete table ${nftFamily[family]} ${table}`),
  ];
  const nft = findProgram('nft');
  if (nft === undefined) return;
  const outcome = await run(nft, ['-f', '-'], `${lines.join('\n')}\n`);
  if (outcome.code !== 0)
    throw new Fault(
      'environment',
      `nft: cannot remove the empty tables of iptables: ${firstLine(outcome.stderr)}`,
    );
}

interface Listed {
  readonly tables: readonly string[];
  readonly chains: readonly NftChain[];
  /** `TABLE CHAIN` of every chain that holds a rule. */
  readonly ruled: ReadonlySet<string>;
}

interface NftObject {
  readonly table?: { readonly name: string };
  readonly chain?: NftChain;
  readonly rule?: { readonly table: string; readonly chain: string };
}

async function list(family: Family): Promise<Listed> {
  const nft = findProgram('nft');
  const nothing: Listed = { tables: [], chains: [], ruled: new Set() };
  if (nft === undefined) return nothing;
  const listed = await run(nft, ['-j', 'list', 'ruleset', nftFamily[family]]);
  if (listed.code !== 0)
    throw new Fault('environment', `nft: cannot list the rules of iptables: ${firstLine(listed.stderr)}`);
  const { nftables } = JSON.parse(listed.stdout) as { nftables: readonly NftObject[] };
  return {
    tables: nftables.flatMap(({ table }) => (table === undefined ? [] : [table.name])),
    chains: nftables.flatMap(({ chain }) => chain ?? []),
    ruled: new Set(
      nftables.flatMap(({ rule }) => (rule === undefined ? [] : [`${rule.table} ${rule.chain}`])),
    ),
  };
}
