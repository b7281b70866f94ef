/** Tokens: what clients authenticate themselves with, and the keys by which tokens are signed and verified. */
export { KeyRing, signToken, type TokenLife, type TokenSigner, type Verified } from './key-ring.ts';
export { readLifetime } from './lifetime.ts';
export { checkClaim, type Denied, type TagsOf } from './proxy-claim.ts';
export { makeSigningKey, readSigningKey, type SigningKey, type TokenAlgorithm } from './signing-key.ts';
export {
  adminGroup,
  claimsOf,
  type DataplaneToken,
  purposeOf,
  type Token,
  type TokenPurpose,
  type UserToken,
} from './token.ts';
