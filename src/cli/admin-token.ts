import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '#lib/fault.ts';
import { adminGroup } from '#tokens';
import type { Tokens } from '../main/tokens.ts';

const day = 24 * 3_600_000;
const lifetime = 365 * day;

/**
 * keepAdminToken leaves a token that opens the REST API to everything in the state directory, readable by its owner alone, and gives
 * the file. One that holds is left as it is.
 */
export async function keepAdminToken(tokens: Tokens, directory: string): Promise<string> {
  const file = join(directory, 'admin-token');
  try {
    if (existsSync(file) && 'user' in (await tokens.checkUser(readFileSync(file, 'utf8').trim())))
      return file;
    const token = await tokens.issue({ kind: 'user', name: 'admin', groups: [adminGroup] }, lifetime);
    writeFileSync(`${file}.new`, `${token}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return file;
  } catch (cause) {
    throw new Fault('environment', `${file} cannot be written: ${String(cause)}`, { cause });
  }
}
