import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { findEnvoy } from '#dataplane';
import { cases, fill, fixedValues as fixed } from './harness/cases.ts';
import { bootstrapsOf, evaluate } from './harness/evaluation.ts';
import { matchesGolden } from './harness/golden.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { writePlaces } from './harness/places.ts';

// Certificates are the one thing that no outcome shows.
const fixedValues = { ...fixed, ...makeKeyPair() };

describe('stories: what is sent and said', () => {
  for (const story of cases()) {
    it(`${story.name}: configuration, status and findings are as agreed`, () => {
      const { outcome } = evaluate(fill(story.input, fixedValues));
      matchesGolden(join(story.folder, 'outcome.golden.json'), outcome());
    });

    it(`${story.name}: Envoy accepts the whole of it`, async () => {
      const envoy = await findEnvoy();
      const folder = mkdtempSync(join(tmpdir(), 'fairlead-story-'));
      try {
        // What it looks into at its start must be there.
        writePlaces(folder);
        const values = { ...fixedValues, 'socket-directory': folder };
        for (const bootstrap of bootstrapsOf(evaluate(fill(story.input, values)))) {
          const file = join(folder, 'bootstrap.json');
          writeFileSync(file, JSON.stringify(bootstrap));
          const run = spawnSync(envoy.path, ['--mode', 'validate', '-c', file], { encoding: 'utf8' });
          assert.equal(run.status, 0, run.stderr);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});
