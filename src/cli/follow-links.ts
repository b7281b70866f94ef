import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** As many as Linux follows. */
const mostLinks = 40;

/**
 * followLinks resolves the links in a path. For a path that does not exist yet, the existing part is resolved. A link to
 * something missing is followed too, since its target may still appear.
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
