/** Identities of sidecars, by certificate: the authorities of meshes, and certificates for connected sidecars. */
export { Authorities, type AuthoritiesOptions, settling } from './authorities.ts';
export {
  AuthoritySuccession,
  knownAfter,
  vouchedFor,
} from './authority-succession.ts';
export {
  type AuthorityPair,
  type CertificateAuthority,
  type CertificateOrder,
  type Hosts,
  type IssuedCertificate,
  makeAuthority,
  openAuthority,
} from './certificate-authority.ts';
export { type Handed, Mint, type MintOptions } from './mint.ts';
export {
  isServerAuthority,
  makeServerAuthority,
  makeServerCertificate,
  type ServerCertificate,
} from './server-certificate.ts';
