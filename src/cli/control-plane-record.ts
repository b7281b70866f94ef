import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isFault } from '#lib/fault.ts';
import { runtimeHome } from './places.ts';
import { replaceFile } from './replace-file.ts';

/** ControlPlaneRecord is what a running control plane writes to a file, so that `get` and `explain` find it. */
export interface ControlPlaneRecord {
  readonly pid: number;
  /** The start time of the process, as the kernel counts it: another process with the same pid started at another time. */
  readonly began: string;
  /** `http://127.0.0.1:18001` */
  readonly api: string;
  /** The places (files, directories, a store) that it serves from. */
  readonly places: readonly string[];
  /** The file with a token for it, and the file with the authority of its certificate. */
  readonly tokenFile?: string;
  readonly caCertFile?: string;
}

/** RecordedFiles are the files in a record. */
export type RecordedFiles = Pick<ControlPlaneRecord, 'tokenFile' | 'caCertFile'>;

/** recordControlPlane writes the record of this process. The function it gives removes it. */
export function recordControlPlane(
  api: string,
  places: readonly string[],
  files: RecordedFiles = {},
): () => void {
  const file = join(recordDirectory(), `${process.pid}.json`);
  const began = beganAt(process.pid) ?? '';
  const record: ControlPlaneRecord = { pid: process.pid, began, api, places, ...files };
  replaceFile(file, JSON.stringify(record));
  const remove = () => rmSync(file, { force: true });
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

/** runningControlPlanes reads the records of this user's control planes, and removes those of dead processes. */
export function runningControlPlanes(): readonly ControlPlaneRecord[] {
  const directory = whereAny();
  if (directory === undefined) return [];
  return names(directory).flatMap(name => {
    const file = join(directory, name);
    const record = read(file);
    if (record !== undefined && beganAt(record.pid) === record.began) return [record];
    rmSync(file, { force: true });
    return [];
  });
}

function recordDirectory(): string {
  return join(runtimeHome(), 'fairlead', 'control-planes');
}

/** undefined for a user without a home, who cannot have written a record. */
function whereAny(): string | undefined {
  try {
    return recordDirectory();
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter(name => /^\d+\.json$/.test(name));
  } catch {
    return [];
  }
}

function read(file: string): ControlPlaneRecord | undefined {
  try {
    const { pid, began, api, places, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    const sound =
      Number.isInteger(pid) && typeof began === 'string' && typeof api === 'string' && Array.isArray(places);
    return sound ? { pid, began, api, places: places.map(String), ...filesOf(rest) } : undefined;
  } catch {
    return undefined;
  }
}

function filesOf({ tokenFile, caCertFile }: Readonly<Record<string, unknown>>): RecordedFiles {
  return {
    ...(typeof tokenFile === 'string' ? { tokenFile } : {}),
    ...(typeof caCertFile === 'string' ? { caCertFile } : {}),
  };
}

/** Field 22 of /proc/PID/stat. Elsewhere than on Linux it is only known whether the process lives. */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    if (process.platform === 'linux') return undefined;
    return isAlive(pid) ? 'alive' : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
