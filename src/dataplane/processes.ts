import { readdir, readFile, readlink, stat } from 'node:fs/promises';

// What Linux tells about running processes. Elsewhere there is no /proc, and nothing is found.

/** RunningProcess is a process of this user that can be looked into. */
export interface RunningProcess {
  readonly pid: number;
  /** When it was started, in clock ticks since boot: with the pid, it names one process for good. */
  readonly born: string;
  readonly argv: readonly string[];
  /** The binary that it runs, links resolved. Where the binary was replaced since, the path from which it was started. */
  readonly executable: string;
}

/** ownProcesses lists the running processes of this user (for root: root's). Zombies run nothing and are left out. */
export async function ownProcesses(): Promise<readonly RunningProcess[]> {
  const found = await Promise.all((await allPids()).map(look));
  return found.filter(p => p !== undefined);
}

/** stillRuns tells whether the process still runs, and its id was not given to another. */
export async function stillRuns(process: RunningProcess): Promise<boolean> {
  return (await look(process.pid))?.born === process.born;
}

/** allPids are the ids of all processes, of whatever user. */
export async function allPids(): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  return names.filter(name => /^\d+$/.test(name)).map(Number);
}

async function look(pid: number): Promise<RunningProcess | undefined> {
  try {
    const { uid } = await stat(`/proc/${pid}`);
    if (uid !== process.getuid?.()) return undefined;
    const argv = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
    const executable = (await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
    const born = birthIn(await readFile(`/proc/${pid}/stat`, 'utf8'));
    return argv.length === 0 || born === undefined ? undefined : { pid, born, argv, executable };
  } catch {
    return undefined; // It ended meanwhile, or this user may not look into it.
  }
}

/** Field 22 of `stat`. The second is the program's name in parentheses, which may itself hold blanks and parentheses. */
function birthIn(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
