import { renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '../generate/index.ts';

/**
 * WriteStyle is `rename`, as careful programs write (a hidden file, renamed over the old one), or `in-place`, as editors do
 * (truncate, write).
 */
export type WriteStyle = 'rename' | 'in-place';

/** writeDocument writes one file; when it returns, the change is in the directory. */
export function writeDocument(directory: string, document: Document, style: WriteStyle): void {
  const path = join(directory, document.file);
  if (style === 'in-place') {
    writeFileSync(path, document.text);
    return;
  }
  const hidden = join(directory, `.${document.file}.tmp`);
  writeFileSync(hidden, document.text);
  renameSync(hidden, path);
}

export function removeDocument(directory: string, file: string): void {
  unlinkSync(join(directory, file));
}
