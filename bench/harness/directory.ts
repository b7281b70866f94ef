import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, writeDocuments } from '../generate/index.ts';

/** withDirectory writes documents into a new directory, which it removes after the work. */
export async function withDirectory<T>(
  documents: readonly Document[],
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-bench-'));
  try {
    writeDocuments(directory, documents);
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
