import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryState } from '#state';
import { sourceLaws } from '../laws.ts';
import { createFileSource } from './file-source.ts';

sourceLaws('createFileSource', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-files-'));
  const state = createMemoryState();
  const path = (name: string): string => join(directory, `${name}.json`);
  return {
    open: () => createFileSource({ paths: [directory], state }),
    put: object => writeFile(path(object.metadata.name), JSON.stringify(object)),
    remove: name => rm(path(name)),
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});
