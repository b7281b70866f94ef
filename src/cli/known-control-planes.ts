import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { Fault } from '#lib/fault.ts';
import { userHome } from './places.ts';
import { replaceFile } from './replace-file.ts';

/** KnownControlPlane is a control plane that the user gave a name. The token itself is not kept, only the name of its file. */
export interface KnownControlPlane {
  readonly name: string;
  /** The address of its REST API. */
  readonly api: string;
  /** An absolute path. */
  readonly tokenFile?: string;
}

/** KnownControlPlanes are all of them; commands go to the current one unless told otherwise. */
export interface KnownControlPlanes {
  readonly controlPlanes: readonly KnownControlPlane[];
  readonly current?: string;
}

/** configFile is where they are kept: $FAIRLEAD_CONFIG, or where the XDG Base Directory Specification says. */
export function configFile(): string {
  const { FAIRLEAD_CONFIG: own, XDG_CONFIG_HOME: home } = process.env;
  return own || join(home?.startsWith('/') ? home : join(userHome(), '.config'), 'fairlead', 'config.yaml');
}

/** readKnownControlPlanes gives none where there is no file; it throws a `Fault` where the file cannot be read as one. */
export function readKnownControlPlanes(): KnownControlPlanes {
  const file = configFile();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { controlPlanes: [] };
    throw new Fault('input', `${file} cannot be read: ${String(error)}`, { cause: error });
  }
  const known = parse(text);
  if (known !== undefined) return known;
  throw new Fault(
    'input',
    `${file} is not as fairlead config writes it: mend it, or remove it and add them again`,
  );
}

/** writeKnownControlPlanes replaces the file as a whole. */
export function writeKnownControlPlanes(known: KnownControlPlanes): void {
  replaceFile(configFile(), dump(known));
}

/** currentControlPlane is the one that the user switched to; undefined where there is none. */
export function currentControlPlane(): KnownControlPlane | undefined {
  const { controlPlanes, current } = readKnownControlPlanes();
  return controlPlanes.find(({ name }) => name === current);
}

function parse(text: string): KnownControlPlanes | undefined {
  try {
    const { controlPlanes, current } = load(text) as KnownControlPlanes;
    const isSound =
      Array.isArray(controlPlanes) &&
      controlPlanes.every(
        ({ name, api, tokenFile }) =>
          typeof name === 'string' &&
          typeof api === 'string' &&
          (tokenFile === undefined || typeof tokenFile === 'string'),
      );
    if (!isSound) return undefined;
    return typeof current === 'string' ? { controlPlanes, current } : { controlPlanes };
  } catch {
    return undefined;
  }
}
