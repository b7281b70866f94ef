import { chainPrefix, tokens } from './rule-text.ts';

/** SavedTable is one table of what iptables-save prints: its chains, and its rules line by line as printed. */
export interface SavedTable {
  readonly name: string;
  readonly chains: readonly string[];
  readonly rules: readonly SavedRule[];
}

/** SavedRule is one rule: the chain that holds it, and its arguments as printed. */
export interface SavedRule {
  readonly chain: string;
  readonly args: string;
  /** Packets that it matched, where counters were asked for. */
  readonly packets?: number;
}

/** parseSaved reads what iptables-save prints. Lines that it does not know are not ours and are skipped. */
export function parseSaved(text: string): readonly SavedTable[] {
  const tables: { name: string; chains: string[]; rules: SavedRule[] }[] = [];
  for (const line of text.split('\n')) {
    const table = tables.at(-1);
    const [, name] = /^\*(\S+)/.exec(line) ?? [];
    const [, chain] = /^:(\S+)/.exec(line) ?? [];
    const [, packets, holder, args] = /^(?:\[(\d+):\d+\] )?-A (\S+) ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) tables.push({ name, chains: [], rules: [] });
    else if (chain !== undefined) table?.chains.push(chain);
    else if (holder !== undefined && args !== undefined) {
      table?.rules.push({
        chain: holder,
        args,
        ...(packets === undefined ? {} : { packets: Number(packets) }),
      });
    }
  }
  return tables;
}

/** isOurChain tells our chains from foreign ones. */
export function isOurChain(name: string): boolean {
  return name.startsWith(chainPrefix);
}

/** targetOf is the chain or target that a rule jumps to. */
export function targetOf({ args }: SavedRule): string {
  const words = tokens(args);
  return words[words.findIndex(word => word === '-j' || word === '-g') + 1] ?? '';
}

/** commentOf is the comment of a rule, or ''. */
export function commentOf({ args }: SavedRule): string {
  const words = tokens(args);
  const at = words.indexOf('--comment');
  return at === -1 ? '' : (words[at + 1] ?? '');
}

/** ourJumps are the rules of foreign chains that lead into ours. */
export function ourJumps(table: SavedTable): readonly SavedRule[] {
  return table.rules.filter(rule => !isOurChain(rule.chain) && isOurChain(targetOf(rule)));
}

/** isOurs tells whether a table holds anything of ours. */
export function isOurs(table: SavedTable): boolean {
  return table.chains.some(isOurChain);
}

/** redirectedIn counts the connections that rules of ours have sent to a port. */
export function redirectedIn(table: SavedTable, port: number): number {
  return table.rules
    .filter(({ chain, args }) => isOurChain(chain) && args.endsWith(` --to-ports ${port}`))
    .reduce((sum, { packets = 0 }) => sum + packets, 0);
}
