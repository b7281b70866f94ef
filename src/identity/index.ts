/** Who sidecars are, by certificate: authorities of meshes, and certificates for those that are connected. */
export { Authorities, type AuthoritiesOptions, settling } from './authorities.ts';
export {
  type AuthorityPair,
  type CertificateAuthority,
  type CertificateOrder,
  type IssuedCertificate,
  makeAuthority,
  openAuthority,
} from './certificate-authority.ts';
export { type Handed, Mint, type MintOptions } from './mint.ts';
export { makeServerAuthority, makeServerCertificate, type ServerCertificate } from './server-certificate.ts';
