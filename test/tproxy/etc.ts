import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import { attempt, type Outcome } from './namespace.ts';

/**
 * withEtc runs commands on the host of a lab with an /etc of its own: what they write lands in the lab's directory and is
 * there for the next one. `read-only` makes /etc what it is on an image that nobody may change.
 */
export function withEtc(
  lab: Lab,
  mode: 'writable' | 'read-only',
): (...command: readonly string[]) => Promise<Outcome> {
  const [upper, work] = [join(lab.directory, 'etc'), join(lab.directory, 'etc-work')];
  mkdirSync(upper, { recursive: true });
  mkdirSync(work, { recursive: true });
  const mount =
    mode === 'writable'
      ? `mount -t overlay overlay -o lowerdir=/etc,upperdir=${upper},workdir=${work} /etc`
      : 'mount --bind /etc /etc && mount -o remount,ro,bind /etc';
  return (...command) =>
    attempt(lab.host, ['unshare', '--mount', 'sh', '-c', `${mount} && exec "$@"`, 'sh', ...command]);
}
