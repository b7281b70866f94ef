import type { Backend, BackendOptions, Exchange, Installed } from '../backend.ts';
import { familyName } from '../backend.ts';
import type { Family } from '../cidr.ts';
import type { Plan } from '../plan.ts';
import { planHash, readPlan } from '../plan-record.ts';
import { firstLine, run } from '../process.ts';
import { findMade, findMadeTable, removeMade } from './made.ts';
import { findPrograms, readSaved, restore, type Variant } from './programs.ts';
import {
  drainText,
  exchangeText,
  expectedListing,
  listingOf,
  ownershipChain,
  ownershipText,
  recordedComments,
  recordedHash,
  removalText,
  staleChains,
  undoText,
} from './restore.ts';
import { isOurs, redirectedIn, type SavedTable } from './saved.ts';
import { scriptText } from './script.ts';

const families: readonly Family[] = [4, 6];

/** iptables makes the backend of one variant: chains of its own in the tables of the host, foreign rules untouched. */
export function iptables(variant: Variant, options: BackendOptions): Backend {
  const read4and6 = () => Promise.all(families.map(family => readSaved(variant, family, options)));
  return {
    name: variant === 'nft' ? 'iptables' : 'iptables-legacy',
    unusable: () => unusable(variant, options),
    expected: expectedListing,
    script: plan => scriptText(plan, variant, options.comments),
    read: async () => installed(await read4and6()),
    redirected: async port => {
      const saved = await Promise.all(
        families.map(family => readSaved(variant, family, options, 'counters')),
      );
      return saved.flat().reduce((sum, table) => sum + redirectedIn(table, port), 0);
    },
    markLoopback: async () => {
      const made = variant === 'nft' ? await findMadeTable(6) : [];
      await restore(variant, 6, options, ownershipText(made));
    },
    exchange: plan => exchange(plan, variant, options),
    drain: () => changeEach(variant, options, drainText),
    remove: async () => {
      await changeEach(variant, options, removalText);
      if (variant === 'nft')
        for (const family of families) await removeMade(await readSaved(variant, family, options), family);
    },
  };
}

async function unusable(variant: Variant, options: BackendOptions): Promise<string | undefined> {
  const programs = await findPrograms(variant, 4, options);
  if (programs === undefined)
    return `the programs iptables-${variant}-save and iptables-${variant}-restore are not installed`;
  // Saving loads nothing and makes no table, unlike a restore, tested or not.
  const saved = await run(programs.save, []);
  return saved.code === 0 ? undefined : `${programs.save}: ${firstLine(saved.stderr)}`;
}

function installed(saved: readonly (readonly SavedTable[])[]): Installed | undefined {
  const ours = families.map((family, i) => ({ family, tables: (saved[i] ?? []).filter(isOurs) }));
  const present = ours.filter(({ tables }) => tables.length > 0);
  if (present.length === 0) return undefined;
  const plans = present.map(({ tables }) => readPlan(recordedComments(tables)));
  const plan = plans.find(found => found !== undefined);
  const differ = plans.some(
    other => other !== undefined && plan !== undefined && planHash(other) !== planHash(plan),
  );
  const expectedHash = present.map(({ tables }) => recordedHash(tables)).find(hash => hash !== undefined);
  return {
    plan,
    ...(expectedHash === undefined || plan !== undefined ? {} : { expectedHash }),
    listing: present.flatMap(({ tables, family }) => listingOf(tables, family)),
    ownsLoopback: present.some(({ tables }) => tables.some(({ chains }) => chains.includes(ownershipChain))),
    leftovers: [
      ...present.flatMap(({ tables, family }) => {
        const stale = staleChains(tables);
        return stale.length > 0
          ? [`chains of an interrupted change (${familyName[family]}): ${stale.join(', ')}`]
          : [];
      }),
      ...(differ ? ['IPv4 and IPv6 hold different plans'] : []),
    ],
  };
}

async function exchange(plan: Plan, variant: Variant, options: BackendOptions): Promise<Exchange> {
  const before = new Map<Family, readonly SavedTable[]>();
  const undo = async () => {
    for (const [family, saved] of before) {
      await restore(variant, family, options, undoText(saved, await readSaved(variant, family, options)));
      if (!saved.some(isOurs) && variant === 'nft')
        await removeMade(await readSaved(variant, family, options), family);
    }
  };
  for (const family of families) {
    const saved = await readSaved(variant, family, options);
    if (!plan.families.includes(family) && !saved.some(isOurs)) continue;
    const made = variant === 'nft' ? await findMade(plan, family) : [];
    before.set(family, saved);
    try {
      await restore(variant, family, options, exchangeText(plan, family, saved, made, options.comments));
    } catch (error) {
      // A restore is atomic in each table only: what an earlier table already took has to go.
      await undo();
      throw error;
    }
  }
  return { keep: () => Promise.resolve(), undo };
}

async function changeEach(
  variant: Variant,
  options: BackendOptions,
  change: (saved: readonly SavedTable[]) => string,
): Promise<void> {
  for (const family of families) {
    const saved = await readSaved(variant, family, options);
    if (saved.some(isOurs)) await restore(variant, family, options, change(saved));
  }
}
