import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** matchesGolden compares with a file; `UPDATE_GOLDEN=1` writes it instead. A missing file is a failure, never a pass. */
export function matchesGolden(file: string, actual: unknown): void {
  const text = `${JSON.stringify(actual, null, 1)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `${file} is missing: run again with UPDATE_GOLDEN=1 and read what it wrote`);
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(file, 'utf8')));
}
