import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isError } from '#lib/finding.ts';
import { makeWorkplace, type Workplace } from '../src/cli/testing/workplace.ts';
import { evaluate } from './harness/evaluation.ts';
import { isAsShown, stepsOf } from './harness/guide.ts';

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

describe('the guides are true: what they say to write and to run gives what they show', () => {
  const folder = `${docs}guides/`;
  for (const file of readdirSync(folder)) {
    it(`docs/guides/${file}`, async () => {
      const place = await makeWorkplace();
      try {
        await follow(readFileSync(`${folder}${file}`, 'utf8'), place);
      } finally {
        await place.close();
      }
    });
  }
});

/** A file that is written a second time is an edit: what stood there before is committed first, as a careful reader would. */
async function follow(guide: string, place: Workplace): Promise<void> {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: place.directory,
    });
  git('init', '--quiet');
  const written = new Set<string>();
  for (const step of stepsOf(guide)) {
    if (step.kind === 'file') {
      if (written.has(step.name)) {
        git('add', '*.yaml');
        git('commit', '--quiet', '--message=before');
      }
      written.add(step.name);
      place.write(step.name, step.text);
      continue;
    }
    const [program, ...args] = step.command.split(' ');
    assert.equal(program, 'fairlead', step.command);
    const { stdout, stderr } = await place.run(args);
    assert.ok(isAsShown(stdout + stderr, step.output), `$ ${step.command}\n${stdout}${stderr}`);
  }
}
