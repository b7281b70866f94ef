// Writes docs/reference of the schemas: `npm run docs`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referencePages } from '../src/resources/reference/reference-pages.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'reference');
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of referencePages()) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
