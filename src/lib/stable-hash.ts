import { hash } from 'node:crypto';

/** Where the digits are put together that are kept. */
const digits = Buffer.alloc(16);

/**
 * hashBytes is the hash that identifies bytes: 16 hexadecimal digits of their SHA-256, the same on every machine and in every
 * run.
 */
export function hashBytes(bytes: Uint8Array | string): string {
  // A slice of the text would keep all 64 digits alive, and tens of thousands of hashes are kept.
  digits.write(hash('sha256', bytes, 'hex'), 0, digits.length, 'latin1');
  return digits.toString('latin1');
}
