import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '#lib/fault.ts';
import { hashBytes } from '#lib/stable-hash.ts';

/** userHome is this user's home directory; `/` for a user without one, such as a container's user that is not in /etc/passwd. */
export function userHome(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/**
 * stateHome is where this user's programs keep state (XDG Base Directory Specification). It throws a Fault (`environment`)
 * where the user has no home.
 */
export function stateHome(): string {
  const named = absolute(process.env.XDG_STATE_HOME);
  if (named !== undefined) return named;
  const home = userHome();
  if (home === '/' && process.geteuid?.() !== 0)
    throw new Fault(
      'environment',
      'this user has no home directory to keep anything in: set HOME or XDG_STATE_HOME to a folder that may be written to',
    );
  return join(home, '.local/state');
}

/**
 * runtimeHome is where running programs leave their records; it ends with the user's session where the system has such a
 * place.
 */
export function runtimeHome(): string {
  return absolute(process.env.XDG_RUNTIME_DIR) ?? stateHome();
}

/** defaultStateDirectory is the state that belongs to a set of paths, whatever their order and however they are written. */
export function defaultStateDirectory(paths: readonly string[]): string {
  const set = [...new Set(paths.map(path => resolve(path)))].sort();
  return join(stateHome(), 'fairlead', hashBytes(set.join('\n')));
}

/** undefined for a path that is not absolute: the specification says to ignore it. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}
