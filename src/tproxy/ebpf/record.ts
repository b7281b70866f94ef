import type { Plan } from '../plan.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Recorded is what programs say about themselves, in a map that is bound to each of them and that nobody can change once they
 * are in force. So the kernel itself says what is installed: status and uninstall need no file and no flags.
 */
export interface Recorded {
  readonly version: typeof version;
  readonly plan: Plan;
  readonly surroundings: Surroundings;
  /** The path that the cgroup had when they were attached to it. */
  readonly cgroup: string;
  readonly bpffs: string;
}

const version = 1;

/** writeRecord is the text of a record. */
export function writeRecord(record: Omit<Recorded, 'version'>): string {
  return JSON.stringify({ version, ...record });
}

/** readRecord is the inverse; undefined where another version wrote it. */
export function readRecord(hex: string): Recorded | undefined {
  try {
    const record: unknown = JSON.parse(Buffer.from(hex, 'hex').toString());
    return isRecord(record) ? record : undefined;
  } catch {
    // It is not ours after all, or of a version that wrote something else: status says that it cannot be read.
    return undefined;
  }
}

/** The map is frozen and bears our mark, so whoever wrote the version wrote the rest. */
function isRecord(value: unknown): value is Recorded {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === version;
}
