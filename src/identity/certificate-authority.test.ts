import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { makeAuthority, openAuthority } from './certificate-authority.ts';
import { ecdsa, privateKeyPem } from './key-pair.ts';
import { type CryptoKeyPair, webcrypto } from './x509.ts';
import { x509 } from './x509-library.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const day = 24 * 3600_000;
const mesh = { names: ['spiffe://default'], now, lifetime: 10 * day };
const web = { names: ['spiffe://default/web'], now, lifetime: day };

test('an authority vouches for identities, of both sides of a connection, for as long as was asked', async () => {
  const pair = await makeAuthority('CN=default', mesh);
  const authority = await openAuthority('the authority of default', pair, now);
  const { chain, notAfter } = await authority.issue(web);
  const [root, leaf] = [new X509Certificate(pair.certificate), new X509Certificate(chain)];
  assert.ok(root.ca && !leaf.ca);
  assert.equal(root.subjectAltName, 'URI:spiffe://default');
  assert.ok(leaf.checkIssued(root) && leaf.verify(root.publicKey));
  assert.equal(leaf.subjectAltName, 'URI:spiffe://default/web');
  assert.equal(leaf.subject ?? '', '');
  assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  assert.equal(Date.parse(leaf.validTo), now + day);
  assert.equal(notAfter, now + day);
  assert.ok(Date.parse(leaf.validFrom) < now, 'a clock that is slow believes it too');
  const other = new X509Certificate((await authority.issue(web)).chain);
  assert.notEqual(other.serialNumber, leaf.serialNumber);
});

test('authorities that were given may have keys of other sorts, and others behind them, who are shown too', async () => {
  const times = { notBefore: new Date(now - day), notAfter: new Date(Date.parse('2060-01-01T00:00:00Z')) };
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };
  const sorts = [
    { ...rsa, modulusLength: 2048 },
    { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  ];
  const root = await makeAuthority('CN=root', mesh);
  const rootKeys = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decode(root.privateKey)[0] ?? new ArrayBuffer(0),
    ecdsa,
    false,
    ['sign'],
  );
  for (const sort of sorts) {
    const keys = (await webcrypto.subtle.generateKey(sort, true, ['sign', 'verify'])) as CryptoKeyPair;
    const between = await x509.X509CertificateGenerator.create({
      subject: 'CN=between',
      issuer: 'CN=root',
      publicKey: keys.publicKey,
      signingKey: rootKeys,
      signingAlgorithm: ecdsa,
      ...times,
      extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
    });
    const certificate = `${between.toString('pem')}\n${root.certificate}`;
    const authority = await openAuthority(
      'it',
      { certificate, privateKey: await privateKeyPem(keys.privateKey) },
      now,
    );
    const order = { ...web, lifetime: Date.parse('2055-01-01T00:00:00Z') - now };
    const { chain } = await authority.issue(order);
    const [leaf, ...shown] = chain.split(/(?=-----BEGIN)/).map(pem => new X509Certificate(pem));
    assert.equal(leaf?.subjectAltName, 'URI:spiffe://default/web');
    assert.equal(Date.parse(leaf.validTo), Date.parse('2055-01-01T00:00:00Z'));
    assert.deepEqual(
      shown.map(one => one.subject),
      ['CN=between', 'CN=root'],
    );
    assert.ok(leaf.verify(new X509Certificate(between.toString('pem')).publicKey));
    // Read by the library, nothing is missing and nothing is left over.
    assert.equal(new x509.X509Certificate(leaf.raw).extensions.length, 5);
  }
});

test('no certificate outlives its authority', async () => {
  const authority = await openAuthority('it', await makeAuthority('CN=default', mesh), now);
  const { chain, notAfter } = await authority.issue({ ...web, lifetime: 100 * day });
  assert.equal(Date.parse(new X509Certificate(chain).validTo), now + 10 * day);
  assert.equal(notAfter, now + 10 * day);
});

test('what cannot vouch is refused by name, and no key is told', async () => {
  const [one, other] = [await makeAuthority('CN=one', mesh), await makeAuthority('CN=other', mesh)];
  const { chain, privateKey } = await (await openAuthority('one', one, now)).issue(web);
  const refused = [
    { pair: { ...one, certificate: 'none' }, says: /^mine: its certificate cannot be read/ },
    { pair: { ...one, privateKey: one.privateKey.replace('A', '!') }, says: /^mine: its private key cannot/ },
    { pair: { ...one, privateKey: other.privateKey }, says: /^mine: its private key is not its cert/ },
    { pair: { certificate: chain, privateKey }, says: /^mine: its certificate may not vouch/ },
    { pair: one, at: now + 11 * day, says: /^mine: its certificate ran out on Dec {2}9/ },
  ];
  for (const { pair, at = now, says } of refused) {
    await assert.rejects(openAuthority('mine', pair, at), error => {
      assert.ok(isFault(error) && error.code === 'input');
      assert.match(error.message, says);
      const [, key = ''] = pair.privateKey.split('\n');
      assert.ok(!error.message.includes(key) && !String(error.cause).includes(key));
      return true;
    });
  }
});
