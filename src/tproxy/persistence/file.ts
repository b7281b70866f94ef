import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '#lib/fault.ts';

/** readIfThere is the text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw new Fault('environment', `${path}: cannot be read: ${reason(error)}`, { cause: error });
  }
}

/** writeWhole replaces a file in one step: a reader sees either the old text or the new one. Its mode stays. */
export function writeWhole(path: string, text: string): void {
  const temporary = unfinished(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const mode = existsSync(path) ? statSync(path).mode : 0o644;
    writeFileSync(temporary, text, { mode, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Fault('environment', `${path}: cannot be written: ${reason(error)}`, { cause: error });
  }
}

/** removeUnfinished removes what a killed write left. */
export function removeUnfinished(path: string): void {
  if (existsSync(unfinished(path))) remove(unfinished(path));
}

function unfinished(path: string): string {
  return `${path}.fairlead-new`;
}

/** setText makes a file contain a text, or removes it. */
export function setText(path: string, text: string | undefined): void {
  if (text !== undefined) writeWhole(path, text);
  else if (existsSync(path)) remove(path);
}

/** requireWritable throws where a file could not be written, so that nothing else is changed before. */
export function requireWritable(flag: string, path: string): void {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    // A file is replaced by renaming, so what counts is its directory.
    accessSync(place === path ? dirname(path) : place, constants.W_OK);
  } catch (error) {
    throw new Fault('environment', `${flag}: ${path} cannot be written: ${reason(error)}`, { cause: error });
  }
}

function remove(path: string): void {
  try {
    rmSync(path);
  } catch (error) {
    throw new Fault('environment', `${path}: cannot be removed: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return (
    { EROFS: 'the file system is read-only', EACCES: 'no permission', ENOSPC: 'no space left' }[code] ?? code
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
