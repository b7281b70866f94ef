import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';

/** KnownName is what the control plane said of a name. */
export interface KnownName {
  readonly version: string;
  readonly addresses: readonly string[];
}

/** readNames reads the kept names; none where there is no usable file, since the control plane will send them again. */
export function readNames(path: string): Map<string, KnownName> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8'))).filter(isEntry));
  } catch {
    return new Map();
  }
}

/** writeNames replaces the file at once; a reader sees either the old names or the new ones. */
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
