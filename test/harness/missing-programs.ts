import { existsSync } from 'node:fs';

/** missingPrograms says which of these programs this machine lacks; undefined where it has them all. */
export function missingPrograms(...programs: readonly string[]): string | undefined {
  const missing = programs.filter(name => !isThere(name));
  return missing.length === 0 ? undefined : `needs the program ${missing.join(', ')}`;
}

function isThere(program: string): boolean {
  return ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some(directory => existsSync(`${directory}/${program}`));
}
