import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { bundledProgram } from './testing/bundled-program.ts';
import { makeWorkplace } from './testing/workplace.ts';

/** A user in a container, who stands in no list of users. */
const nobody = ['setpriv', '--reuid=65532', '--regid=65532', '--clear-groups'];
const skip = process.geteuid?.() !== 0 && 'needs root: to be another user';

for (const [name, through] of [
  ['whose home is the root of the disk', nobody],
  ['who has no home', [...nobody, 'env', '--unset=HOME']],
] as const) {
  test(`a user ${name} is told where to keep state, and is served where he says it`, { skip }, async t => {
    const place = await makeWorkplace();
    t.after(() => place.close());
    chmodSync(place.directory, 0o777);
    chmodSync(dirname(await bundledProgram()), 0o755);
    place.write('shop.yaml', '');
    const env = { HOME: '/', XDG_STATE_HOME: '', XDG_RUNTIME_DIR: '' };
    const serve = ['serve', '-f', 'shop.yaml', '--xds', '127.0.0.1:0', '--api', '127.0.0.1:0'];
    const { code, stderr } = await place.run(serve, { through, env });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /no home directory to keep anything in: set HOME or XDG_STATE_HOME to a folder/);
    const running = place.start([...serve, '--state', 'state'], { through, env });
    const [, api = ''] = await running.says(/serving xDS on \S+ and REST on (\S+):/);
    assert.match(running.written(), /find this control plane only with --api/);
    const found = await place.run(['get', 'gateways', '--api', api], { through, env });
    assert.equal(found.code, 0, found.stderr);
    const lost = await place.run(['get', 'gateways'], { through, env });
    assert.match(lost.stderr, /--api/);
  });
}
