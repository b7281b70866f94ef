import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { createManualClock } from '#lib/manual-clock.ts';
import { type Identity, type MeshAuthority, proxyId } from '#model';
import { createMemoryState } from '#state';
import { makeAuthority } from './certificate-authority.ts';
import { Authorities, type Handed, Mint, settling } from './index.ts';

const start = Date.parse('2026-11-29T12:00:00Z');
const hour = 3600_000;
const [one, two] = [sidecar('one'), sidecar('two')];
const first: MeshAuthority = {
  key: 'mesh:ca-1',
  origin: 'mesh',
  mesh: 'default',
  trustDomain: 'default',
  isTrusted: true,
  pair: { kind: 'builtin', lifetime: 1000 * hour },
};
const second: MeshAuthority = { ...first, key: 'mesh:ca-2' };
const web: Identity = {
  mesh: 'default',
  authority: first.key,
  names: ['spiffe://default/web', 'kuma://version/1'],
  lifetime: 24 * hour,
};

function sidecar(dataplane: string) {
  return proxyId({ kind: 'sidecar', mesh: 'default', dataplane });
}

/** A mint whose time the test turns. */
function mint(t: TestContext, state = createMemoryState()) {
  const clock = createManualClock(start);
  const [handed, notices, rooted]: [Handed[], string[], string[]] = [[], [], []];
  const onNotice = (message: string) => notices.push(message);
  const authorities = new Authorities({
    ...{ clock, state, onNotice },
    onRoots: mesh => rooted.push(mesh),
    onAuthority: key => made.authorityChanged(key),
  });
  const made = new Mint({ clock, authorities, hand: one => handed.push(one), onNotice });
  t.after(() => {
    made.stop();
    authorities.stop();
    assert.equal(clock.waiting, 0, 'nothing waits after the end');
  });
  /** Resolves when there is nothing left to be done now. */
  const settled = async (proxy = one) => {
    await authorities.settled();
    await made.arrive(proxy);
  };
  return { clock, authorities, mint: made, handed, notices, rooted, settled, state };
}

const roots = ({ authorities }: ReturnType<typeof mint>) =>
  authorities.roots('default').flatMap(r => r.roots);
const certificateOf = (handed: Handed | undefined) => new X509Certificate(handed?.pair?.chain ?? '');

test('certificates are made for sidecars that are connected, and forgotten when they leave', async t => {
  const m = mint(t);
  m.authorities.set(first.key, first);
  m.mint.identify(one, web);
  m.mint.identify(two, { ...web, names: ['spiffe://default/two'] });
  await m.authorities.settled();
  assert.deepEqual(m.handed, []);
  await m.mint.arrive(one);
  assert.deepEqual(
    m.handed.map(({ proxy }) => proxy),
    [one],
  );
  const leaf = certificateOf(m.handed[0]);
  assert.equal(leaf.subjectAltName, 'URI:spiffe://default/web, URI:kuma://version/1');
  const [root = ''] = roots(m);
  assert.ok(leaf.verify(new X509Certificate(root).publicKey));
  assert.equal(m.mint.size, 1);
  m.mint.leave(one);
  assert.equal(m.mint.size, 0);
  assert.deepEqual(m.handed.at(-1), { proxy: one, mesh: 'default', pair: undefined });
  assert.equal(m.handed.length, 2);
});

test('a certificate is renewed when two thirds of its life are over at the latest, and not before half', async t => {
  const m = mint(t);
  m.authorities.set(first.key, first);
  m.mint.identify(one, web);
  await m.settled();
  m.clock.turn(12 * hour);
  await m.settled();
  assert.equal(m.handed.length, 1);
  m.clock.turn(4 * hour);
  await m.settled();
  assert.equal(m.handed.length, 2);
  assert.ok((m.handed[1]?.pair?.notAfter ?? 0) > start + 36 * hour);
  m.clock.turn(16 * hour);
  await m.settled();
  assert.equal(m.handed.length, 3);
});

test('an authority is made once and kept: after a restart it is the same, and it is written before it is used', async t => {
  const state = createMemoryState();
  const before = mint(t, state);
  before.authorities.set(first.key, first);
  await before.authorities.settled();
  const after = mint(t, state);
  after.authorities.set(first.key, first);
  await after.authorities.settled();
  assert.equal(roots(before).length, 1);
  assert.deepEqual(roots(after), roots(before));
});

test('an authority that cannot be kept vouches for nobody', async t => {
  const state = { ...createMemoryState(), put: () => Promise.reject(new Error('disk full')) };
  const m = mint(t, state);
  m.authorities.set(first.key, first);
  m.mint.identify(one, web);
  await m.settled();
  assert.deepEqual([m.handed, roots(m)], [[], []]);
  assert.deepEqual(m.notices, ['disk full']);
});

test('of two authorities both are trusted, and the new one vouches when its root had time to be known', async t => {
  const m = mint(t);
  m.authorities.set(first.key, first);
  m.mint.identify(one, web);
  await m.settled();
  m.authorities.set(second.key, second);
  m.mint.identify(one, { ...web, authority: second.key });
  await m.settled();
  assert.equal(roots(m).length, 2);
  assert.equal(m.handed.length, 1, 'the old certificate stays');
  // Who has none can wait for nothing.
  m.mint.identify(two, { ...web, authority: second.key });
  await m.settled(two);
  assert.equal(m.handed.length, 2);
  m.clock.turn(settling);
  await m.settled();
  assert.equal(m.handed.length, 3);
  assert.notEqual(certificateOf(m.handed[2]).checkIssued(certificateOf(m.handed[0])), true);
  m.authorities.set(first.key, undefined);
  await m.settled();
  assert.equal(roots(m).length, 2, 'what it vouched for is still on its way out');
  m.clock.turn(60_000);
  assert.equal(roots(m).length, 1);
  assert.ok(m.rooted.every(mesh => mesh === 'default'));
});

test('an authority is succeeded before it runs out, and both are trusted until the first has', async t => {
  const m = mint(t);
  m.authorities.set(first.key, first);
  m.mint.identify(one, web);
  await m.settled();
  const [old = ''] = roots(m);
  m.clock.turn(801 * hour);
  await m.settled();
  assert.equal(roots(m).length, 2);
  const before = m.handed.length;
  m.clock.turn(24 * hour);
  await m.settled();
  assert.ok(m.handed.length > before);
  assert.equal(certificateOf(m.handed.at(-1)).verify(new X509Certificate(old).publicKey), false);
  m.clock.turn(176 * hour);
  await m.settled();
  assert.equal(roots(m).includes(old), false);
});

test('an authority that was given vouches; one that cannot is told, and the one before it stays', async t => {
  const m = mint(t);
  const given = await makeAuthority('CN=given', { names: [], now: start, lifetime: 100 * hour });
  m.authorities.set(first.key, { ...first, pair: { kind: 'provided', ...given } });
  m.mint.identify(one, web);
  await m.settled();
  assert.deepEqual(roots(m), [given.certificate]);
  assert.ok(certificateOf(m.handed[0]).verify(new X509Certificate(given.certificate).publicKey));
  const other = await makeAuthority('CN=other', { names: [], now: start, lifetime: 100 * hour });
  m.authorities.set(first.key, {
    ...first,
    pair: { kind: 'provided', ...given, privateKey: other.privateKey },
  });
  await m.settled();
  assert.match(m.notices.join(), /mesh:ca-1 of mesh default: its private key is not its certificate's/);
  assert.deepEqual(roots(m), [given.certificate]);
});

test('who a sidecar is changes its certificate, and nobody else’s', async t => {
  const m = mint(t);
  m.authorities.set(first.key, first);
  m.mint.identify(one, web);
  m.mint.identify(two, web);
  await m.settled();
  await m.settled(two);
  m.mint.identify(one, { ...web, names: ['spiffe://default/shop'] });
  await m.settled();
  assert.equal(m.handed.length, 3);
  assert.equal(certificateOf(m.handed[2]).subjectAltName, 'URI:spiffe://default/shop');
  m.mint.identify(one, undefined);
  await m.settled();
  assert.deepEqual(m.handed.at(-1), { proxy: one, mesh: 'default', pair: undefined });
});

test('what a mesh trusts beside its authorities is told by trust domain', async t => {
  const m = mint(t);
  m.authorities.set(first.key, first);
  await m.authorities.settled();
  m.authorities.setTrust('trust', { mesh: 'default', trustDomain: 'elsewhere', roots: ['PEM'] });
  assert.deepEqual(
    m.authorities.roots('default').map(({ trustDomain }) => trustDomain),
    ['default', 'elsewhere'],
  );
  m.authorities.setTrust('trust', undefined);
  assert.equal(m.authorities.roots('default').length, 1);
});
