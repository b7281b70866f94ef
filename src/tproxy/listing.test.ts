import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareListings, formatChanges, hashListing, type Listing } from './listing.ts';

const listing = (...rules: readonly string[]): Listing => rules.map(rule => ({ chain: 'outbound', rule }));
const changes = (from: Listing, to: Listing) => formatChanges(compareListings(from, to));

test('the difference is what is too much and what is missing, in the order of the rules', () => {
  assert.deepEqual(changes(listing('a', 'b', 'c'), listing('a', 'b', 'c')), []);
  assert.deepEqual(changes(listing('a', 'b', 'c'), listing('a', 'x', 'c')), [
    '- outbound: b',
    '+ outbound: x',
  ]);
  assert.deepEqual(changes(listing(), listing('a')), ['+ outbound: a']);
  assert.deepEqual(changes(listing('a', 'a'), listing('a')), ['- outbound: a']);
  assert.deepEqual(changes(listing('a', 'b', 'c', 'd'), listing('b', 'x', 'd')), [
    '- outbound: a',
    '- outbound: c',
    '+ outbound: x',
  ]);
});

test('rules in another order are another meaning', () => {
  assert.equal(changes(listing('a', 'b'), listing('b', 'a')).length, 2);
  assert.notEqual(hashListing(listing('a', 'b')), hashListing(listing('b', 'a')));
});

test('chains in another order are not', () => {
  const [a, b] = [
    { chain: 'a', rule: '1' },
    { chain: 'b', rule: '2' },
  ];
  assert.deepEqual(compareListings([a, b], [b, a]), []);
  assert.equal(hashListing([a, b]), hashListing([b, a]));
});
