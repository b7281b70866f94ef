import { readFileSync } from 'node:fs';
import { Fault } from '#lib/fault.ts';

/** readFlagFile reads the file that a flag names; `from` is 0 where that is standard input. It throws a Fault (`input`). */
export function readFlagFile(flag: string, file: string, from: string | 0 = file): string {
  try {
    return readFileSync(from, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('input', `${flag} ${file}: cannot be read: ${reason}`, { cause });
  }
}
