import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';

/** KnownName is what was told of a name. */
export interface KnownName {
  readonly version: string;
  readonly addresses: readonly string[];
}

/** readNames gives what was written; none where nothing was, or it cannot be used: it will be told again. */
export function readNames(path: string): Map<string, KnownName> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))).filter(isEntry));
  } catch {
    return new Map();
  }
}

/** writeNames puts all of it in the place of what was there; who reads sees the one or the other. */
export async function writeNames(path: string, names: ReadonlyMap<string, KnownName>): Promise<void> {
  const next = `${path}.next`;
  await writeFile(next, JSON.stringify(Object.fromEntries(names)), { mode: 0o600 });
  await rename(next, path);
}

function isEntry(entry: [string, unknown]): entry is [string, KnownName] {
  const known = entry[1] as Partial<KnownName> | null;
  return (
    typeof known?.version === 'string' &&
    Array.isArray(known.addresses) &&
    known.addresses.every(address => typeof address === 'string')
  );
}
