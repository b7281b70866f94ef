import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration } from '../configuration.ts';
import { makePlan } from '../plan.ts';
import { readPlan } from '../plan-record.ts';
import {
  activeGeneration,
  exchangeText,
  expectedListing,
  listingOf,
  recordedComments,
  removalText,
  staleChains,
  undoText,
} from './restore.ts';
import { parseSaved, type SavedTable } from './saved.ts';

const { plan } = makePlan(configuration({ files: [], environment: {}, flags: {} }), {
  proxyUser: 5678,
  ipv6: false,
  resolvers: [],
  listeners: [],
});

const foreign = `*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT -p tcp -m comment --comment "says -j FAIRLEAD_ but does not" -j DOCKER
COMMIT
`;

/** What iptables-save would print after a restore, for the lines that a restore of ours can hold. */
function applied(saved: readonly SavedTable[], text: string): readonly SavedTable[] {
  const tables = new Map(
    saved.map(table => [table.name, { ...table, chains: [...table.chains], rules: [...table.rules] }]),
  );
  let name = '';
  for (const line of text.split('\n').filter(line => line !== '' && line !== 'COMMIT')) {
    const [verb = '', chain = '', ...rest] = line.split(' ');
    if (verb.startsWith('*')) {
      name = verb.slice(1);
      if (!tables.has(name)) tables.set(name, { name, chains: ['PREROUTING', 'OUTPUT'], rules: [] });
      continue;
    }
    const table = tables.get(name);
    assert.ok(table !== undefined);
    const args = rest.join(' ');
    if (verb.startsWith(':')) {
      table.rules = table.rules.filter(rule => rule.chain !== verb.slice(1));
      if (!table.chains.includes(verb.slice(1))) table.chains.push(verb.slice(1));
    } else if (verb === '-A') table.rules.push({ chain, args });
    else if (verb === '-I') {
      const [position = '1', ...words] = rest;
      const before = table.rules.filter(rule => rule.chain === chain)[Number(position) - 1];
      const at = before === undefined ? table.rules.length : table.rules.indexOf(before);
      table.rules.splice(at, 0, { chain, args: words.join(' ') });
    } else if (verb === '-D') {
      const at = table.rules.findIndex(rule => rule.chain === chain && rule.args === args);
      assert.notEqual(at, -1, `-D of a rule that is not there: ${line}`);
      table.rules.splice(at, 1);
    } else if (verb === '-F') table.rules = table.rules.filter(rule => rule.chain !== chain);
    else if (verb === '-X') {
      assert.equal(
        table.rules.some(rule => rule.args.endsWith(`-j ${chain}`)),
        false,
        `-X of a chain in use: ${chain}`,
      );
      table.chains = table.chains.filter(other => other !== chain);
    }
  }
  return [...tables.values()];
}

const before = parseSaved(foreign);
const first = applied(before, exchangeText(plan, 4, before, [], true));

test('an exchange puts the plan into force, and it can be read back', () => {
  assert.equal(activeGeneration(first), 'A');
  assert.deepEqual(listingOf(first, 4), expectedListing(plan));
  assert.deepEqual(readPlan(recordedComments(first)), plan);
  assert.deepEqual(staleChains(first), []);
});

test('a second exchange takes the place of the first, and nothing of that stays', () => {
  const second = applied(first, exchangeText(plan, 4, first, [], true));
  assert.equal(activeGeneration(second), 'B');
  assert.deepEqual(listingOf(second, 4), expectedListing(plan));
  assert.deepEqual(staleChains(second), []);
});

test('an undone exchange leaves what was there before', () => {
  const other = { ...plan, proxyUser: 1 };
  const second = applied(first, exchangeText(other, 4, first, [], true));
  const undone = applied(second, undoText(first, second));
  assert.deepEqual(listingOf(undone, 4), expectedListing(plan));
  assert.deepEqual(staleChains(undone), []);
});

test('a removal leaves foreign rules, and only them, in their order', () => {
  const left = applied(first, removalText(first));
  assert.deepEqual(
    left.find(({ name }) => name === 'nat'),
    before.find(({ name }) => name === 'nat'),
  );
});

test('each table is whole at every commit of an exchange', () => {
  const text = exchangeText(plan, 4, first, [], true);
  const commits = text.split('COMMIT\n').filter(part => part.trim() !== '');
  let state = first;
  for (const commit of commits) {
    state = applied(state, commit);
    const listing = listingOf(state, 4);
    for (const line of expectedListing(plan)) {
      assert.ok(
        listing.some(found => found.rule === line.rule),
        `${line.rule} is in force`,
      );
    }
  }
});
