import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** As many as Linux follows. */
const mostLinks = 40;

/**
 * followLinks gives the path that a path leads to; of one that does not exist yet, the part that does is followed, and so is
 * a link to nothing: what it leads to may come.
 */
export function followLinks(path: string, links = mostLinks): string {
  try {
    // Node's own resolution stops at a link to a link to a socket.
    return realpathSync.native(path);
  } catch {
    const target = links > 0 ? targetOf(path) : undefined;
    if (target !== undefined) return followLinks(resolve(dirname(path), target), links - 1);
    const parent = dirname(path);
    return parent === path ? path : join(followLinks(parent, links), basename(path));
  }
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
