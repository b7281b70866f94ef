import { createHash } from 'node:crypto';

/** hashBytes is the version of bytes: 16 hexadecimal digits of their SHA-256, the same on every machine and run. */
export function hashBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
