/** Tokens: what somebody shows to be believed, and the keys by which that is. */
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
