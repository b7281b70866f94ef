import { createHash } from 'node:crypto';

/** hashBytes is the version of bytes: 16 hexadecimal digits of their SHA-256, the same on every machine and run. */
export function hashBytes(bytes: Uint8Array | string): string {
  // Not `digest('hex').slice(0, 16)`: a slice keeps all 64 digits alive, and versions are kept by the ten thousand.
  return createHash('sha256').update(bytes).digest().toString('hex', 0, 8);
}
