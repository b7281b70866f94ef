import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { createManualClock } from '#lib/manual-clock.ts';
import { certificatesIn } from '#lib/pem.ts';
import { AuthoritySuccession, knownAfter, vouchedFor } from './authority-succession.ts';
import { type AuthorityPair, makeAuthority } from './certificate-authority.ts';

const start = Date.parse('2026-11-30T12:00:00Z');
const year = 365 * 24 * 3_600_000;
const hosts = { names: ['fairlead.test'], addresses: [] };

const make = (now: number, lifetime = 10 * year) => makeAuthority('CN=one', { names: [], now, lifetime });

async function succeeding(first: AuthorityPair) {
  const clock = createManualClock(start);
  const succession = new AuthoritySuccession({ hosts, clock });
  await succession.take('it', first);
  let told = 0;
  succession.subscribe(() => told++);
  const issuedBy = (chain: string) => {
    const leaf = new X509Certificate(chain);
    return (pair: AuthorityPair) => leaf.verify(new X509Certificate(pair.certificate).publicKey);
  };
  return {
    ...{ clock, succession },
    told: () => told,
    shownBy: (pair: AuthorityPair) => issuedBy(succession.own.chain)(pair),
    believed: () => certificatesIn(succession.roots),
  };
}

test('a new authority vouches for others at once, for our own server once everybody knows it, and those before are believed while what they vouched for holds', async () => {
  const [first, second] = [await make(start), await make(start)];
  const { clock, succession, told, shownBy, believed } = await succeeding(first);
  assert.ok(shownBy(first));
  await succession.take('it', second);
  assert.equal(told(), 1);
  assert.equal(succession.authority.certificate, second.certificate);
  assert.ok(shownBy(first), 'who was told of the first alone believes us');
  assert.deepEqual(
    believed(),
    [second, first].flatMap(one => certificatesIn(one.certificate)),
  );
  clock.turn(knownAfter - 1);
  assert.ok(shownBy(first));
  clock.turn(1);
  assert.ok(shownBy(second));
  assert.equal(told(), 2);
  clock.turn(vouchedFor - knownAfter);
  assert.deepEqual(believed(), certificatesIn(second.certificate));
  assert.equal(told(), 3);
  succession.close();
});

test('one that is put back is shown at once: everybody knows it', async () => {
  const [first, second] = [await make(start), await make(start)];
  const { clock, succession, shownBy, believed } = await succeeding(first);
  await succession.take('it', second);
  clock.turn(2 * knownAfter);
  await succession.take('it', first);
  assert.ok(shownBy(first));
  assert.deepEqual(
    believed(),
    [first, second].flatMap(one => certificatesIn(one.certificate)),
  );
});

test('one that cannot vouch is not taken, and what is the same changes nothing', async () => {
  const [first, second] = [await make(start), await make(start)];
  const { succession, told, shownBy } = await succeeding(first);
  await assert.rejects(
    succession.take('the Secret x', { certificate: second.certificate, privateKey: 'no key' }),
    error =>
      isFault(error) && error.message === 'the Secret x: its private key cannot be read: it must be PEM',
  );
  await succession.take('it', first);
  assert.ok(shownBy(first));
  assert.equal(told(), 0);
});

test('whom its Secret names beside it is believed until that one ends', async () => {
  const [first, other] = [await make(start), await make(start, year)];
  const { clock, succession, told, believed } = await succeeding(first);
  await succession.take('it', { ...first, believed: `${other.certificate}\nnonsense\n` });
  assert.equal(told(), 1);
  assert.deepEqual(
    believed(),
    [first, other].flatMap(one => certificatesIn(one.certificate)),
  );
  clock.turn(year);
  assert.deepEqual(believed(), certificatesIn(first.certificate));
});
