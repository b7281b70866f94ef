import { Fault } from '#lib/fault.ts';
import type { Backend, Exchange, Installed } from '../backend.ts';
import type { Plan } from '../plan.ts';
import { findProgram, firstLine, run } from '../process.ts';
import { makeProgram } from '../program.ts';
import { tableName } from './rule-text.ts';
import { readTable, type Table } from './table.ts';
import {
  drainText,
  exchangeText,
  expectedListing,
  type Generation,
  generationChains,
  ownershipChain,
  ownershipText,
  pointBackText,
  removalText,
  scriptText,
  sweepText,
} from './transaction.ts';

/** nftables is the native backend: one table for both families, exchanged without a gap. */
export const nftables: Backend = {
  name: 'nftables',
  unusable,
  expected: expectedListing,
  script: scriptText,
  read,
  redirected: async port => (await find())?.redirected.get(port) ?? 0,
  markLoopback: () => apply(ownershipText),
  exchange,
  drain,
  remove,
};

async function unusable(): Promise<string | undefined> {
  const nft = findProgram('nft');
  if (nft === undefined) return 'the program nft is not installed';
  const checked = await run(nft, ['--check', '-f', '-'], capabilityText);
  return checked.code === 0 ? undefined : refusal(checked.stderr);
}

/** What every plan needs, for the kernel to check without installing it: NAT for both families in one table. */
const capabilityText = `table inet ${tableName}_check {
	chain output { type nat hook output priority -99; meta skuid != 1 tcp dport 1 counter redirect to :1; }
}
`;

async function read(): Promise<Installed | undefined> {
  const table = await find();
  if (table === undefined) return undefined;
  const stale = staleChains(table);
  return {
    plan: table.plan,
    listing: table.listing,
    ownsLoopback: table.ownsLoopback,
    leftovers: stale.length > 0 ? [`chains of an interrupted change: ${stale.join(', ')}`] : [],
  };
}

async function find(): Promise<Table | undefined> {
  const nft = findProgram('nft');
  if (nft === undefined) return undefined;
  const listed = await run(nft, ['-j', 'list', 'table', 'inet', tableName]);
  if (listed.code === 0) return parse(listed.stdout);
  if (/No such file or directory/.test(listed.stderr)) return undefined;
  throw new Fault('environment', `nft: cannot list table inet ${tableName}: ${firstLine(listed.stderr)}`);
}

function parse(text: string): Table {
  try {
    return readTable(text);
  } catch (error) {
    // nft 1.0 prints half a document for a table that belongs to a process.
    if (!(error instanceof SyntaxError)) throw error;
    throw new Fault(
      'environment',
      `nft: table inet ${tableName} is there and cannot be read; it may be that another process owns it`,
      {
        cause: error,
      },
    );
  }
}

/** Chains that no packet reaches: an install was killed before its second transaction. */
function staleChains(table: Table): readonly string[] {
  const unreached = table.others.filter(
    name =>
      name !== ownershipChain && (table.generation === undefined || !name.endsWith(`_${table.generation}`)),
  );
  return [...unreached, ...table.idle];
}

async function withoutStaleChains(): Promise<Table | undefined> {
  const table = await find();
  const stale = table === undefined ? [] : staleChains(table);
  if (stale.length === 0) return table;
  await apply(sweepText(stale));
  return find();
}

async function exchange(plan: Plan): Promise<Exchange> {
  const before = await withoutStaleChains();
  const to: Generation = before?.generation === 'a' ? 'b' : 'a';
  const present = before?.bases ?? [];
  const program = makeProgram(plan);
  await apply(exchangeText(plan, to, present));
  const created = generationChains(plan, to);
  const bases = new Set(expectedListing(plan).map(({ chain }) => chain));
  return {
    keep: () => {
      const former = (before?.others ?? []).filter(name => name !== ownershipChain);
      const obsolete = present.map(({ name }) => name).filter(name => !bases.has(name));
      return former.length + obsolete.length > 0
        ? apply(sweepText([...former, ...obsolete]))
        : Promise.resolve();
    },
    undo: () => (before === undefined ? remove() : apply(pointBackText(before, created, program))),
  };
}

async function drain(): Promise<void> {
  const table = await find();
  if (table === undefined) return;
  await apply(
    drainText(
      table.bases,
      table.others.filter(name => name !== ownershipChain),
    ),
  );
}

async function remove(): Promise<void> {
  if ((await find()) !== undefined) await apply(removalText);
}

async function apply(text: string): Promise<void> {
  const nft = findProgram('nft');
  if (nft === undefined)
    throw new Fault('environment', '--backend nftables: the program nft is not installed');
  const outcome = await run(nft, ['-f', '-'], text);
  if (outcome.code !== 0) throw new Fault('environment', refusal(outcome.stderr));
}

/** nft quotes the line that the kernel refused; the feature that it needs is what a person can act on. */
function refusal(stderr: string): string {
  const lines = stderr.split('\n');
  const at = lines.findIndex(line => /Error:/.test(line));
  const reason = (lines[at] ?? firstLine(stderr)).replace(/^.*Error:\s*/, '');
  const quoted = (lines[at + 1] ?? '').trim();
  const feature = features.find(([pattern]) => pattern.test(quoted))?.[1];
  const missing = feature !== undefined && /not supported|No such file|not implemented/i.test(reason);
  const needs = missing ? `; the kernel lacks ${feature}` : '';
  return `nftables: ${reason}${quoted === '' ? '' : ` in "${quoted}"`}${needs}`;
}

const features: readonly (readonly [RegExp, string])[] = [
  [/redirect to/, 'NAT redirection (CONFIG_NFT_REDIR)'],
  [/ct zone/, 'conntrack zones (CONFIG_NF_CONNTRACK_ZONES): use --skip-dns-conntrack-zone-split'],
  [/ct state/, 'conntrack matching (CONFIG_NFT_CT)'],
  [/type nat/, 'NAT chains (CONFIG_NFT_NAT)'],
  [/^log /, 'logging (CONFIG_NFT_LOG): leave --iptables-logs out'],
  [/table inet|chain inet/, 'tables for both families (CONFIG_NF_TABLES_INET)'],
];
