import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '#lib/fault.ts';

/**
 * replaceFile writes a file as a whole, and its folder where there is none: readers see either the old text or the new one.
 * Only its owner can read it, unless `mode` says otherwise. It throws a Fault (`environment`).
 */
export function replaceFile(file: string, text: string, mode = 0o600): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, text, { mode });
    renameSync(`${file}.new`, file);
  } catch (cause) {
    throw new Fault('environment', `${file} cannot be written: ${String(cause)}`, { cause });
  }
}
