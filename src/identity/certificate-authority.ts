import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Fault } from '#lib/fault.ts';
import { ecdsa, makeKeys, privateKeyPem } from './key-pair.ts';
import { leafPattern, serialNumber, uriNames, writeLeaf } from './leaf-certificate.ts';
import { loadX509, webcrypto, type X509 } from './x509.ts';

/** AuthorityPair is the certificate of an authority, followed by those above it in the chain, and its key. PEM. */
export interface AuthorityPair {
  readonly certificate: string;
  /** Never printed. */
  readonly privateKey: string;
}

/** IssuedCertificate is a certificate that an authority signed, with its chain and its key. PEM. */
export interface IssuedCertificate {
  readonly chain: string;
  /** Never printed. */
  readonly privateKey: string;
  /** ms since the epoch. */
  readonly notAfter: number;
}

/** CertificateOrder is what a certificate is to contain. */
export interface CertificateOrder {
  /** URIs. */
  readonly names: readonly string[];
  /** ms since the epoch. */
  readonly now: number;
  /** ms; no certificate outlives its authority. */
  readonly lifetime: number;
}

/** Hosts are the names and addresses at which a server is found. */
export interface Hosts {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** CertificateAuthority issues certificates. */
export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** ms since the epoch. */
  readonly notAfter: number;
  issue(order: CertificateOrder): Promise<IssuedCertificate>;
  /** issueFor issues a certificate for a server of ours. */
  issueFor(hosts: Hosts, order: Omit<CertificateOrder, 'names'>): Promise<IssuedCertificate>;
}

/** The clocks of machines differ: what was just made is valid also for one that is slow. ms. */
const slowClock = 5 * 60_000;

/** makeAuthority makes a self-signed authority for a `subject` such as `CN=fairlead`. */
export async function makeAuthority(
  subject: string,
  { names, now, lifetime }: CertificateOrder,
): Promise<AuthorityPair> {
  const x509 = await loadX509();
  const keys = await makeKeys();
  const urls = names.map(value => ({ type: 'url', value }) as const);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    signingAlgorithm: ecdsa,
    serialNumber: serialNumber().toString('hex'),
    notBefore: new Date(now - slowClock),
    notAfter: new Date(now + lifetime),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(urls.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(urls)]),
    ],
  });
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: await privateKeyPem(keys.privateKey),
  };
}

/**
 * openAuthority reads an authority. It throws a Fault (`input`), in which `what` names the authority, where the certificate
 * or key cannot be read, the certificate is not a CA's or has expired, or the key does not belong to it.
 */
export async function openAuthority(
  what: string,
  pair: AuthorityPair,
  now: number,
): Promise<CertificateAuthority> {
  const { certificate } = pair;
  const x509 = await loadX509();
  const { own, behind, key, notAfter } = readPair(x509, what, pair, now);
  const algorithm = algorithmOf(key);
  if (algorithm === undefined)
    throw new Fault('input', `${what}: its key must be RSA, or EC over P-256, P-384 or P-521`);
  const issuer = new x509.X509Certificate(own.raw);
  const pattern = leafPattern(await sample(x509, issuer, key, algorithm));
  const signing = { key, digest: algorithm.hash };
  const issue = async (
    names: Uint8Array,
    { now: from, lifetime }: Omit<CertificateOrder, 'names'>,
  ): Promise<IssuedCertificate> => {
    const until = Math.min(from + lifetime, notAfter);
    const leaf = await writeLeaf(pattern, signing, { names, from: from - slowClock, until });
    return { chain: leaf.certificate + behind, privateKey: leaf.privateKey, notAfter: until };
  };
  return {
    certificate,
    notAfter,
    issue: order => issue(uriNames(order.names), order),
    issueFor: (hosts, order) => issue(hostNames(x509, hosts), order),
  };
}

function hostNames(x509: X509, { names, addresses }: Hosts): Uint8Array {
  const all = [
    ...names.map(value => ({ type: 'dns', value }) as const),
    ...addresses.map(value => ({ type: 'ip', value }) as const),
  ];
  return new Uint8Array(new x509.SubjectAlternativeNameExtension(all, true).rawData);
}

function readPair(x509: X509, what: string, { certificate, privateKey }: AuthorityPair, now: number) {
  const read = <T>(part: string, reading: () => T): T => {
    try {
      return reading();
    } catch {
      // The error may quote the key.
      throw new Fault('input', `${what}: its ${part} cannot be read: it must be PEM`);
    }
  };
  const [own, ...others] = read('certificate', () =>
    x509.PemConverter.decode(certificate).map(bytes => new X509Certificate(Buffer.from(bytes))),
  );
  if (own === undefined) throw new Fault('input', `${what}: its certificate cannot be read: it must be PEM`);
  const key = read('private key', () => createPrivateKey(privateKey));
  const notAfter = Date.parse(own.validTo);
  if (!own.ca) throw new Fault('input', `${what}: its certificate may not vouch for others (it is not a CA)`);
  if (!own.checkPrivateKey(key))
    throw new Fault('input', `${what}: its private key is not its certificate's`);
  if (notAfter <= now) throw new Fault('input', `${what}: its certificate ran out on ${own.validTo}`);
  // An authority that is not self-signed is sent along with each certificate: peers know only the root above it.
  const behind = own.subject === own.issuer ? '' : [own, ...others].map(String).join('');
  return { own, behind, key, notAfter };
}

/** A certificate of the authority without names, as the library writes it. */
async function sample(
  x509: X509,
  issuer: InstanceType<X509['X509Certificate']>,
  key: KeyObject,
  algorithm: SigningAlgorithm,
) {
  const der = key.export({ type: 'pkcs8', format: 'der' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // A workload is a server to some and a client to others.
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return new Uint8Array(certificate.rawData);
}

type SigningAlgorithm =
  | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: 'SHA-256' }
  | { readonly name: 'ECDSA'; readonly namedCurve: string; readonly hash: 'SHA-256' | 'SHA-384' };

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SigningAlgorithm | undefined {
  if (asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const namedCurve = curves.get(asymmetricKeyDetails?.namedCurve ?? '');
  if (asymmetricKeyType !== 'ec' || namedCurve === undefined) return undefined;
  return { name: 'ECDSA', namedCurve, hash: namedCurve === 'P-256' ? 'SHA-256' : 'SHA-384' };
}

const curves: ReadonlyMap<string, string> = new Map([
  ['prime256v1', 'P-256'],
  ['secp384r1', 'P-384'],
  ['secp521r1', 'P-521'],
]);
