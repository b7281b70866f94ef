import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, isFault } from '#lib/fault.ts';
import { adminGroup } from '#tokens';
import type { Tokens } from '../main/tokens.ts';
import { replaceFile } from './replace-file.ts';

const day = 24 * 3_600_000;
const lifetime = 365 * day;

/**
 * keepAdminToken keeps a token with full access to the REST API in the state directory, readable by its owner alone, and
 * returns its file. A token that is still valid stays as it is.
 */
export async function keepAdminToken(tokens: Tokens, directory: string): Promise<string> {
  const file = join(directory, 'admin-token');
  try {
    if (existsSync(file) && 'user' in (await tokens.checkUser(readFileSync(file, 'utf8').trim())))
      return file;
    const token = await tokens.issue({ kind: 'user', name: 'admin', groups: [adminGroup] }, lifetime);
    replaceFile(file, `${token}\n`);
    return file;
  } catch (cause) {
    if (isFault(cause)) throw cause;
    throw new Fault('environment', `${file} cannot be written: ${String(cause)}`, { cause });
  }
}
