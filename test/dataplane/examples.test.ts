import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createFileSource } from '#sources/files';
import { createMemoryState } from '#state';
import { guardedClasses } from '#translate';
import { evaluate } from '../../src/main/evaluation.ts';
import { checkout, folderFor } from './stage.ts';

const run = promisify(execFile);

/** What is said of a folder of manifests on one's own machine, and the proxies that come of it. */
async function outcome(folder: string) {
  const source = createFileSource({ paths: [folder], state: createMemoryState() });
  const policy = { allowed: new Set(guardedClasses), socketDirectories: 'any', refusedSockets: [] } as const;
  const { pipeline, sendings } = await evaluate(source, policy);
  const found = [...pipeline.status.findings.entries()].flatMap(([, found]) => found);
  // What follows from what is wrong with another object is no mistake of its own.
  const findings = found.filter(({ cause }) => cause === undefined).map(({ message }) => message);
  return { findings, proxies: sendings.proxies };
}

for (const [name, ...proxies] of [
  ['quickstart', 'default/quickstart'],
  ['cross-namespace', 'platform/public'],
  ['envoy-gateway', 'default/eg'],
  ['tcp-and-grpc', 'default/edge'],
  ['mesh', 'default.shop', 'default.stock'],
  ['mesh-of-machines', 'default.stock-1', 'default.till-1'],
] as const) {
  test(`nothing is wrong with the example ${name}`, async () => {
    assert.deepEqual(await outcome(join(checkout, 'examples', name)), { findings: [], proxies });
  });
}

test('the example https lacks its Secret until make-certificate has made one', async t => {
  const folder = join(await folderFor(t), 'https');
  await cp(join(checkout, 'examples/https'), folder, { recursive: true });
  const { findings } = await outcome(folder);
  assert.equal(findings.length, 1);
  assert.match(findings.join(), /shop-certificate/);
  await run(join(folder, 'make-certificate'));
  assert.deepEqual(await outcome(folder), { findings: [], proxies: ['default/secure'] });
});
