import { createHash } from 'node:crypto';

/**
 * hashBytes is the hash that identifies bytes: 16 hexadecimal digits of their SHA-256, the same on every machine and in every
 * run.
 */
export function hashBytes(bytes: Uint8Array | string): string {
  // Not `digest('hex').slice(0, 16)`: a slice keeps all 64 digits alive, and tens of thousands of hashes are kept.
  return createHash('sha256').update(bytes).digest().toString('hex', 0, 8);
}
