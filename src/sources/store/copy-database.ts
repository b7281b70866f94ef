import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
import { Fault } from '#lib/fault.ts';
import type { Database } from './database.ts';

/**
 * copyDatabase copies a database, as it is at one moment, into a file beside it that only its owner can read; writes go on
 * meanwhile. It returns the name of the copy, which the caller takes away. It throws a Fault (`environment`) where the disk
 * does not take it.
 */
export async function copyDatabase(database: Database, file: string): Promise<string> {
  const copy = `${file}.copy-${randomUUID()}`;
  try {
    closeSync(openSync(copy, 'wx', 0o600));
    await database.backup(copy);
    return copy;
  } catch (cause) {
    rmSync(copy, { force: true });
    throw new Fault('environment', `${file} cannot be copied: ${String(cause)}`, { cause });
  }
}
