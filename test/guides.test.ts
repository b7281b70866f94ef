import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isError } from '#lib/finding.ts';
import { evaluate } from './harness/evaluation.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

describe('what the guides show can be used as it stands there', () => {
  for (const file of readdirSync(docs).filter(name => name.endsWith('.md'))) {
    const text = readFileSync(`${docs}${file}`, 'utf8');
    const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, example = '']) => example);
    if (examples.length === 0) continue;
    it(`docs/${file}`, () => {
      const { pipeline } = evaluate(examples.join('\n---\n'));
      const findings = [...pipeline.status.findings.entries()].flatMap(([, found]) => found);
      const errors = findings.filter(f => isError(f) || f.reason === 'UnknownField');
      assert.deepEqual(errors, []);
      assert.ok(pipeline.status.statuses.size > 0);
    });
  }
});
