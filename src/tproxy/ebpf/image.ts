import { type Cidr, contains } from '../cidr.ts';
import type { NumberRange } from '../number-range.ts';
import type { Plan } from '../plan.ts';
import { makeProgram } from '../program.ts';
import type { Chain, Hook, Match, Program, Verdict } from '../rules.ts';
import {
  type AddressCondition,
  blockEntry,
  encodeConfig,
  encodeRule,
  type NumberCondition,
  numberEntry,
  type RuleImage,
  type SetEntry,
} from './layout.ts';
import type { Interface, Surroundings } from './surroundings.ts';

/** Image is a plan as the programs read it (programs/maps.h). */
export interface Image {
  readonly config: Buffer;
  readonly rules: readonly Buffer[];
  readonly sets: readonly SetEntry[];
  /** The port of the proxy that each rule redirects to; 0 where it does not. The programs count by rule. */
  readonly ports: readonly number[];
}

/**
 * makeImage expresses a plan in the rules that a firewall would get, for the programs to walk. Conntrack zones and
 * conntrack's invalid packets have no place in it: no connection is translated, so there is nothing to keep apart.
 */
export function makeImage(plan: Plan, surroundings: Surroundings): Image {
  const program = makeProgram(plan);
  const sets = new Sets(surroundings);
  const rules: RuleImage[] = [];
  const output = addSide(rules, program, 'output', sets);
  const prerouting = addSide(rules, program, 'prerouting', sets, surroundings.inboundInterface?.name);
  const config = encodeConfig({
    output,
    prerouting,
    instance4: surroundings.instance[4],
    instance6: surroundings.instance[6],
    outboundPort: plan.outbound?.port ?? 0,
    inboundPort: plan.inbound?.port ?? 0,
    routes: sets.routes,
    families: plan.families,
  });
  return {
    config,
    rules: rules.map(encodeRule),
    sets: sets.entries,
    ports: rules.map(({ port }) => port),
  };
}

/** A packet walks the chains of one side in the order of NAT's stages; where a chain returns, the next one is walked. */
function addSide(
  rules: RuleImage[],
  program: Program,
  side: Hook['side'],
  sets: Sets,
  onlyInterface?: string,
): { readonly first: number; readonly end: number } {
  const first = rules.length;
  const gate = (after: number) =>
    encode({ inInterfaces: [onlyInterface ?? '+'] }, { verdict: 'enter', port: 0, after }, sets);
  if (onlyInterface !== undefined) rules.push(gate(0));
  for (const stage of ['first', 'redirect'] as const) {
    for (const entry of program.entries) {
      if (entry.hook.stage !== stage || entry.hook.side !== side) continue;
      const chain = program.chains.find(({ name }) => name === entry.chain);
      if (chain !== undefined) addChain(rules, entry.match, chain, sets);
    }
  }
  // What does not pass the gate skips all chains, and their end is known only now.
  if (onlyInterface !== undefined) rules[first] = gate(rules.length);
  return { first, end: rules.length };
}

function addChain(rules: RuleImage[], entry: Match, chain: Chain, sets: Sets): void {
  const enters = isEmpty(entry) ? [] : [{ match: entry, verdict: 'enter' } as const];
  const after = rules.length + enters.length + chain.rules.length;
  for (const { match } of enters) rules.push(encode(match, { verdict: 'enter', port: 0, after }, sets));
  for (const { match, verdict } of chain.rules)
    rules.push(encode(match, { ...verdictOf(verdict), after }, sets));
}

function isEmpty(match: Match): boolean {
  return Object.keys(match).length === 0;
}

function verdictOf(verdict: Verdict): Pick<RuleImage, 'verdict' | 'port'> {
  switch (verdict.kind) {
    case 'return':
      return { verdict: 'return', port: 0 };
    case 'redirect':
      return { verdict: 'redirect', port: verdict.port };
    case 'log':
      return { verdict: 'log', port: 0 };
    case 'drop':
    case 'zone':
      throw new Error(`a rule of NAT cannot ${verdict.kind}`);
  }
}

/** `opens` needs no condition: the programs see only connecting sockets, and packets for which a listener is sought. */
function encode(match: Match, outcome: Pick<RuleImage, 'verdict' | 'port' | 'after'>, sets: Sets): RuleImage {
  const names = match.inInterfaces ?? match.outInterfaces;
  return {
    ...outcome,
    protocol: match.protocol ?? (match.opens ? 'tcp' : undefined),
    interface: sets.ofInterfaces(names, match.outInterfaces !== undefined),
    notUser: match.notUser,
    notDestination: match.notDestination,
    users: sets.ofNumbers(match.users),
    ports: sets.ofNumbers(match.destinationPorts),
    sources: sets.ofAddresses(match.sources),
    destinations: sets.ofAddresses(match.destinations),
  };
}

/** Sets gathers the lists of a plan. Equal lists share a set; a list of one element is part of its rule. */
class Sets {
  readonly entries: SetEntry[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #surroundings: Surroundings;
  readonly #interfaces: readonly Interface[];
  #last = 0;
  routes = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    const { interfaces, inboundInterface } = surroundings;
    this.#interfaces = [
      ...interfaces,
      loopbackInterface,
      ...(inboundInterface === undefined ? [] : [inboundInterface]),
    ];
  }

  ofNumbers(ranges: readonly NumberRange[] | undefined): NumberCondition {
    if (ranges === undefined) return { kind: 'none' };
    const [only, ...more] = ranges;
    if (only !== undefined && more.length === 0)
      return { kind: 'inline', first: only.first, last: only.last };
    const set = this.#set(JSON.stringify(ranges), number =>
      ranges.flatMap(range => coverRange(number, range)),
    );
    return { kind: 'set', set };
  }

  ofAddresses(blocks: readonly Cidr[] | undefined): AddressCondition {
    if (blocks === undefined) return { kind: 'none' };
    const [only, ...more] = blocks;
    if (only !== undefined && more.length === 0 && !isAroundIPv4(only))
      return { kind: 'inline', block: only };
    const set = this.#set(JSON.stringify(blocks), number =>
      blockEntries(
        number,
        blocks.map(block => [block, 1]),
      ),
    );
    return { kind: 'set', set };
  }

  ofInterfaces(names: readonly string[] | undefined, outgoing: boolean): RuleImage['interface'] {
    if (names === undefined || names.includes('+')) return { kind: 'any', set: 0 };
    if (names.length === 1 && names[0] === 'lo') return { kind: 'loopback', set: 0 };
    if (outgoing) this.#addRoutes();
    const indexes = this.#interfaces
      .filter(({ name }) => names.some(pattern => matches(pattern, name)))
      .map(({ index }) => index);
    const set = this.#set(`interfaces ${JSON.stringify(names)}`, number =>
      [...new Set(indexes)].map(index => numberEntry(number, index, 32)),
    );
    return { kind: 'set', set };
  }

  #addRoutes(): void {
    if (this.routes !== 0) return;
    this.routes = this.#set('routes', number =>
      blockEntries(
        number,
        this.#surroundings.routes.map(({ to, interface: index }) => [to, index]),
      ),
    );
  }

  #set(key: string, entries: (number: number) => readonly SetEntry[]): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#last++;
    this.#numbers.set(key, this.#last);
    this.entries.push(...entries(this.#last));
    return this.#last;
  }
}

const loopbackInterface = { name: 'lo', index: 1 };

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

const everyIPv4: Cidr = { family: 4, address: '0.0.0.0', length: 0 };

/** The programs represent IPv4 as ::ffff:0:0/96, which lies in ::/0 and a few other blocks that mean no IPv4. */
function isAroundIPv4(block: Cidr): boolean {
  return block.family === 6 && block.length < 96 && contains(block, '::ffff:0:0');
}

/**
 * In a set the longest block that contains an address gives the value: where blocks of IPv6 contain IPv4's range, its value
 * is set to 0.
 */
function blockEntries(set: number, blocks: readonly (readonly [Cidr, number])[]): readonly SetEntry[] {
  const holdsIPv4 = blocks.some(([{ family, length }]) => family === 4 && length === 0);
  const around = !holdsIPv4 && blocks.some(([block]) => isAroundIPv4(block));
  return [...blocks, ...(around ? [[everyIPv4, 0] as const] : [])].map(([block, value]) =>
    blockEntry(set, block, value),
  );
}

/** The blocks that cover a range of numbers: a trie of prefixes can hold only these. */
function coverRange(set: number, { first, last }: NumberRange): readonly SetEntry[] {
  const entries: SetEntry[] = [];
  for (let start = first; start <= last; ) {
    let free = 0;
    while (free < 32 && start % 2 ** (free + 1) === 0 && start + 2 ** (free + 1) - 1 <= last) free++;
    entries.push(numberEntry(set, start, 32 - free));
    start += 2 ** free;
  }
  return entries;
}
