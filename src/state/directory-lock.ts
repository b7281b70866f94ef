import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '#lib/fault.ts';

/**
 * lockDirectory makes this process the only one that writes to a state directory; it throws a `Fault` that names the other
 * process where there is one. Only a *living* process holds a lock (its id and start time), so a process that was killed
 * leaves nothing to clean up, and another process with the same id is not mistaken for it. The same process may lock the
 * directory again.
 */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, 'lock');
  const own = `${process.pid} ${startTime(process.pid)}\n`;
  const holder = readHolder(file);
  if (holder !== undefined && holder.text !== own && isAlive(holder)) {
    throw new Fault(
      'environment',
      `the state directory ${directory} is in use by process ${holder.pid}: stop that one, or give this one a directory of its own`,
    );
  }
  writeFileSync(file, own, { mode: 0o600 });
  return () => {
    if (readHolder(file)?.text === own) rmSync(file, { force: true });
  };
}

interface Holder {
  readonly text: string;
  readonly pid: number;
  readonly started: string;
}

function readHolder(file: string): Holder | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const [pid = '', started = ''] = text.trim().split(' ');
    return { text, pid: Number(pid), started };
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  if (!Number.isInteger(holder.pid) || holder.pid <= 0) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = startTime(holder.pid);
  return started === '' || started === holder.started;
}

/** startTime is when a process began, in clock ticks since the machine started: field 22 of /proc/PID/stat; '' elsewhere. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
