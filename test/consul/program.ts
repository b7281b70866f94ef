import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** consulProgram finds a real Consul: `$FAIRLEAD_CONSUL`, or `consul` on the path. */
export function consulProgram(): string | undefined {
  const { FAIRLEAD_CONSUL: given, PATH = '' } = process.env;
  const places = PATH.split(delimiter).map(folder => join(folder, 'consul'));
  return [...(given === undefined ? [] : [given]), ...places].find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
