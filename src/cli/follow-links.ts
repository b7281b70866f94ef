import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** followLinks gives the path that a path leads to; of one that does not exist yet, the part that does is followed. */
export function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(followLinks(parent), basename(path));
  }
}
