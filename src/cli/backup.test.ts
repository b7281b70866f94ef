import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

const backend = (name: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}, namespace: default}
spec: {endpoints: [{ip: {address: 10.0.0.1, port: 80}}]}
`;

describe('fairlead backup', () => {
  let place: Workplace;
  let server: Running;
  let api: string;
  before(async () => {
    place = await makeWorkplace();
    await serve('store.sqlite', '--require-tokens');
  });
  after(() => place.close());

  const serve = async (store: string, ...more: readonly string[]) => {
    const anywhere = ['--xds', '127.0.0.1:0', '--api', '127.0.0.1:0', '--state', `state-${store}`];
    server = place.start(['serve', '--store', store, ...anywhere, ...more]);
    const [, url = ''] = await server.says(/REST on (https?:\/\/[^\s,]+:\d+)/);
    api = url;
  };
  const run = (...args: readonly string[]) => place.run([...args, '--api', api]);
  const admin = ['--token-file', 'state-store.sqlite/admin-token'];
  const names = async (...flags: readonly string[]) =>
    succeeded(await run('get', 'backends', '-n', 'default', '-o', 'name', ...flags))
      .trim()
      .split('\n')
      .sort();

  it('copies the store as it is, and what is written afterwards is not in the copy', async () => {
    place.write('all.yaml', ['cart', 'pay'].map(backend).join('---'));
    succeeded(await run('apply', '-f', 'all.yaml', ...admin));
    succeeded(await run('backup', 'monday.sqlite', ...admin));
    assert.equal(statSync(join(place.directory, 'monday.sqlite')).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(place.directory).filter(file => /copy-|\.part/.test(file)),
      [],
    );
    succeeded(await run('delete', 'backend/cart', '-n', 'default', ...admin));
    assert.deepEqual(await names(...admin), ['backend.gateway.envoyproxy.io/pay']);
  });

  it('leaves a file that is there alone, and gives the copy to nobody who may only read', async () => {
    const again = await run('backup', 'monday.sqlite', ...admin);
    assert.match(again.stderr, /monday\.sqlite is there already/);
    const ana = await run('generate', 'user-token', '--name', 'ana', '--valid-for', '1h', ...admin);
    place.write('ana.token', succeeded(ana));
    const denied = await run('backup', 'stolen.sqlite', '--token-file', 'ana.token');
    assert.match(denied.stderr, /ana may read, and change nothing/);
    assert.equal(denied.code === 0 || existsSync(join(place.directory, 'stolen.sqlite')), false);
  });

  it('gives what a control plane can go back to', async () => {
    server.child.kill();
    await server.ended;
    await serve('monday.sqlite');
    const both = ['cart', 'pay'].map(name => `backend.gateway.envoyproxy.io/${name}`);
    assert.deepEqual(await names(), both);
  });
});
