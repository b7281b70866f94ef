import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { findEnvoy, parseEnvoyVersion } from './envoy-program.ts';

/** A folder with programs in it, each of which prints a version as Envoy does. */
async function folderOf(t: TestContext, programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-test-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, printed] of Object.entries(programs)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho '${printed}'\n`);
    await chmod(path, 0o755);
  }
  return folder;
}

const fetched = '.cache/envoy/envoy/_bin/envoy';
const says = (version: string) => `envoy  version: 9e5580/${version}/Clean/RELEASE/BoringSSL`;

test('the Envoy that was named comes before the fetched one, and that before the one on PATH', async t => {
  const folder = await folderOf(t, {
    named: says('1.1.1'),
    [fetched]: says('2.2.2'),
    'path/envoy': says('3.3.3'),
  });
  const PATH = `/nowhere:${join(folder, 'path')}`;
  const env = { FAIRLEAD_ENVOY: join(folder, 'named'), PATH };
  assert.deepEqual(await findEnvoy({ checkout: folder, env }), {
    path: join(folder, 'named'),
    version: '1.1.1',
  });
  assert.deepEqual(await findEnvoy({ checkout: folder, env: { PATH } }), {
    path: join(folder, fetched),
    version: '2.2.2',
  });
  assert.deepEqual(await findEnvoy({ checkout: '/nowhere', env: { PATH } }), {
    path: join(folder, 'path/envoy'),
    version: '3.3.3',
  });
});

test('links are resolved, so that the running program is known by its name', async t => {
  const folder = await folderOf(t, { real: says('1.1.1') });
  await symlink(join(folder, 'real'), join(folder, 'link'));
  const found = await findEnvoy({ env: { FAIRLEAD_ENVOY: join(folder, 'link') } });
  assert.equal(found.path, join(folder, 'real'));
});

test('where there is none, it says where it looked and what to do', async () => {
  await assert.rejects(findEnvoy({ checkout: '/nowhere', env: { PATH: '/nowhere' } }), error => {
    assert.ok(isFault(error));
    assert.equal(error.code, 'environment');
    assert.match(error.message, /npm run setup/);
    assert.match(error.message, /FAIRLEAD_ENVOY/);
    return true;
  });
});

test('one that was named and is missing, or is not an Envoy, is refused by name', async t => {
  const folder = await folderOf(t, { other: 'hello' });
  for (const name of ['missing', 'other']) {
    const FAIRLEAD_ENVOY = join(folder, name);
    await assert.rejects(findEnvoy({ env: { FAIRLEAD_ENVOY } }), error => {
      assert.ok(isFault(error));
      assert.match(error.message, new RegExp(`FAIRLEAD_ENVOY .*${name}`));
      return true;
    });
  }
});

test('the version is read from what Envoy prints', () => {
  assert.equal(parseEnvoyVersion(says('1.40.0')), '1.40.0');
  assert.equal(parseEnvoyVersion(says('1.41.0-dev')), '1.41.0-dev');
  assert.equal(parseEnvoyVersion('nginx version: nginx/1.2.3'), undefined);
});
