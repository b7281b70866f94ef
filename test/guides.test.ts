import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isError } from '#lib/finding.ts';
import { makeWorkplace, type Workplace } from '../src/cli/testing/workplace.ts';
import { evaluate } from './harness/evaluation.ts';
import { type GuidePlace, type GuideStep, isAsShown, isLive, stepsOf } from './harness/guide.ts';
import { makeRootsPlace } from './harness/roots-place.ts';
import { cannotRunWith } from './tproxy/rights.ts';

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
  for (const file of readdirSync(folder).filter(name => !isLive(name))) {
    const guide = readFileSync(`${folder}${file}`, 'utf8');
    const needsRoot = stepsOf(guide).some(({ kind }) => kind === 'script');
    const skip = needsRoot && cannotRunWith('nftables');
    it(`docs/guides/${file}`, { skip: skip || false }, async () => {
      const place = needsRoot ? await makeRootsPlace() : await makeCheckedPlace();
      try {
        for (const step of stepsOf(guide)) await follow(step, place);
      } finally {
        await place.close();
      }
    });
  }
});

async function follow(step: GuideStep, place: GuidePlace): Promise<void> {
  if (step.kind === 'file') return place.write(step.name, step.text);
  if (step.kind === 'script') return void (await place.run(step.text));
  const said = await place.run(step.command);
  assert.ok(isAsShown(said, step.output), `$ ${step.command}\n${said}`);
}

/** Commands of Fairlead alone, run one by one. */
async function makeCheckedPlace(): Promise<GuidePlace> {
  const place = await makeWorkplace();
  const write = committing(place);
  return {
    write,
    async run(command) {
      const [program, ...args] = command.split(' ');
      assert.equal(program, 'fairlead', command);
      const { stdout, stderr } = await place.run(args);
      return stdout + stderr;
    },
    close: place.close,
  };
}

/** A file that is written a second time is an edit: what stood there before is committed first, as a careful reader would. */
function committing(place: Workplace): GuidePlace['write'] {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: place.directory,
    });
  git('init', '--quiet');
  const written = new Set<string>();
  return (name, text) => {
    if (written.has(name)) {
      git('add', '*.yaml');
      git('commit', '--quiet', '--message=before');
    }
    written.add(name);
    place.write(name, text);
  };
}
