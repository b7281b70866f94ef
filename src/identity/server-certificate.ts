import { type AuthorityPair, makeAuthority } from './certificate-authority.ts';
import { ecdsa, makeKeys, privateKeyPem } from './key-pair.ts';
import { serialNumber } from './leaf-certificate.ts';
import { loadX509, webcrypto } from './x509.ts';

/** ServerCertificate is what one of our own servers shows, and whose word its clients are to take for it. PEM. */
export interface ServerCertificate {
  readonly cert: string;
  /** Never printed. */
  readonly key: string;
  readonly authority: string;
}

/** How long the authority of our own servers holds, and what it vouches for. ms. */
const lifetime = 10 * 365 * 24 * 3_600_000;
const slowClock = 5 * 60_000;

/** makeServerAuthority makes the authority that our own servers are known by. `now` is in ms since the epoch. */
export function makeServerAuthority(now: number): Promise<AuthorityPair> {
  return makeAuthority('CN=Fairlead control plane', { names: [], now, lifetime });
}

/**
 * makeServerCertificate makes a certificate for a server that is found at these hosts: names and addresses. It holds as long as its
 * authority does, or so long (ms).
 */
export async function makeServerCertificate(
  { certificate, privateKey }: AuthorityPair,
  hosts: { readonly names: readonly string[]; readonly addresses: readonly string[] },
  now: number,
  holds = lifetime,
): Promise<ServerCertificate> {
  const x509 = await loadX509();
  const issuer = new x509.X509Certificate(certificate);
  const [der = new ArrayBuffer(0)] = x509.PemConverter.decode(privateKey);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, ecdsa, false, ['sign']);
  const keys = await makeKeys();
  const leaf = await x509.X509CertificateGenerator.create({
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ecdsa,
    serialNumber: serialNumber().toString('hex'),
    notBefore: new Date(now - slowClock),
    notAfter: new Date(Math.min(now + holds, issuer.notAfter.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      new x509.SubjectAlternativeNameExtension(
        [
          ...hosts.names.map(value => ({ type: 'dns', value }) as const),
          ...hosts.addresses.map(value => ({ type: 'ip', value }) as const),
        ],
        true,
      ),
    ],
  });
  return {
    cert: `${leaf.toString('pem')}\n`,
    key: await privateKeyPem(keys.privateKey),
    authority: certificate,
  };
}
