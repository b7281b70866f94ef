import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { hashBytes } from '#lib/stable-hash.ts';

/** stateHome is where this user's programs keep state (XDG Base Directory Specification). */
export function stateHome(): string {
  return absolute(process.env.XDG_STATE_HOME) ?? join(homedir(), '.local/state');
}

/** runtimeHome is where what runs now is written down; it ends with the user's session where the system has such a place. */
export function runtimeHome(): string {
  return absolute(process.env.XDG_RUNTIME_DIR) ?? stateHome();
}

/** defaultStateDirectory is the state that belongs to a set of paths, whatever their order and however they are written. */
export function defaultStateDirectory(paths: readonly string[]): string {
  const set = [...new Set(paths.map(path => resolve(path)))].sort();
  return join(stateHome(), 'fairlead', hashBytes(set.join('\n')));
}

/** The specification: a path that is not absolute is to be ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}
