import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { credentials, status } from '@grpc/grpc-js';
import { AdsClient, type ConnectOptions } from '../xds/testing/ads-client.ts';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

const dataplane = (name: string) => `type: Dataplane
mesh: default
name: ${name}
networking:
  address: 127.0.0.1
  inbound: [{port: 8080, tags: {kuma.io/service: web}}]
`;
const modes = ['delta', 'state-of-the-world'] as const;

describe('a control plane that other machines can reach', () => {
  let place: Workplace;
  let server: Running;
  let xds = '';
  let ca: Buffer;
  before(async () => {
    place = await makeWorkplace();
    place.write('mesh/web.yaml', `${dataplane('web-1')}---\n${dataplane('web-2')}`);
    const everywhere = ['--xds', '0.0.0.0:0', '--api', '0.0.0.0:0', '--join', '0.0.0.0:0'];
    server = place.start(['serve', '-f', 'mesh', '--state', 'state', ...everywhere]);
    const [, address = ''] = await server.says(
      /serving xDS on 0\.0\.0\.0(:\d+), REST on https:\S+ and proxies that join on https:\S+: /,
    );
    xds = `127.0.0.1${address}`;
    ca = readFileSync(join(place.directory, 'state', 'ca.crt'));
  });
  after(() => place.close());

  const token = async (...flags: readonly string[]) =>
    succeeded(await place.run(['generate', 'dataplane-token', '--valid-for', '1h', ...flags])).trim();
  const connect = (options: ConnectOptions) => {
    const client = new AdsClient(xds, {
      id: 'default.web-1',
      cluster: 'web',
      credentials: credentials.createSsl(ca),
      ...options,
    });
    if (options.mode === 'state-of-the-world') client.sotw('cluster');
    else client.subscribe('cluster', '*');
    return client;
  };

  it('makes its certificate and a token for who runs it, which only he can read', async () => {
    const file = join(place.directory, 'state', 'admin-token');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(server.written(), /a token that may do everything is in \S+admin-token/);
    assert.ok(!server.written().includes(readFileSync(file, 'utf8').trim()));
    assert.match(succeeded(await place.run(['get', 'dataplanes', '-A'])), /web-1/);
  });

  for (const mode of modes) {
    it(`gives a proxy its view for its token, and no other, in ${mode}`, async () => {
      const own = connect({ mode, authorization: await token('--name', 'web-1') });
      const { type } = await own.next();
      assert.equal(type, 'cluster');
      const wrong = [
        { authorization: undefined, code: status.UNAUTHENTICATED, says: /must show a token/ },
        {
          authorization: await token('--name', 'web-2'),
          code: status.PERMISSION_DENIED,
          says: /it is for web-2/,
        },
        {
          authorization: await token('--mesh', 'other'),
          code: status.UNAUTHENTICATED,
          says: /signature that is not its key|signed by no key/,
        },
        {
          authorization: await token('--tag', 'kuma.io/service=shop'),
          code: status.PERMISSION_DENIED,
          says: /its tag kuma.io\/service may be shop, and is web/,
        },
        { authorization: 'nonsense', code: status.UNAUTHENTICATED, says: /is not a token/ },
      ];
      for (const { authorization, code, says } of wrong) {
        const client = connect({ mode, ...(authorization === undefined ? {} : { authorization }) });
        const ended = await client.ended;
        assert.equal(ended.code, code, ended.details);
        assert.match(ended.details, says);
        client.close();
      }
      own.close();
    });
  }

  it('ends the stream of a token that is revoked, and takes it no longer', async () => {
    const authorization = await token('--name', 'web-1');
    const client = connect({ authorization });
    await client.next();
    const { jti } = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString());
    const data = Buffer.from(jti).toString('base64');
    place.write(
      'mesh/revoked.yaml',
      `type: Secret\nmesh: default\nname: dataplane-token-revocations-default\ndata: ${data}\n`,
    );
    assert.match((await client.ended).details, /was revoked/);
    const again = connect({ authorization });
    assert.match((await again.ended).details, /was revoked/);
    client.close();
    again.close();
  });

  it('lets people read and change by what their tokens say, and nobody without one', async () => {
    const user = async (...flags: readonly string[]) =>
      place.write(
        'user.token',
        succeeded(
          await place.run(['generate', 'user-token', '--name', 'ana', '--valid-for', '1h', ...flags]),
        ),
      );
    await user();
    assert.match(
      succeeded(await place.run(['get', 'dataplanes', '-A', '--token-file', 'user.token'])),
      /web-1/,
    );
    const refused = await place.run([
      'generate',
      'dataplane-token',
      '--valid-for',
      '1h',
      '--token-file',
      'user.token',
    ]);
    assert.match(refused.stderr, /ana may read, and change nothing/);
    await user('--group', 'mesh-system:admin');
    succeeded(
      await place.run(['generate', 'dataplane-token', '--valid-for', '1h', '--token-file', 'user.token']),
    );
    place.write('none.token', 'no-token-at-all-is-this');
    const nobody = await place.run(['get', 'dataplanes', '-A', '--token-file', 'none.token']);
    assert.match(nobody.stderr, /the token is not a token/);
  });

  it('says field by field what is wrong with what is asked for', async () => {
    const wrong = await place.run([
      'generate',
      'dataplane-token',
      '--mesh',
      'Not A Mesh',
      '--valid-for',
      '1h',
    ]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /mesh must be the name of a mesh/);
    const never = await place.run(['generate', 'user-token', '--name', 'ana', '--valid-for', 'forever']);
    assert.equal(never.code, 2);
    assert.match(never.stderr, /--valid-for forever: must be more than nothing and ten years at most/);
  });

  it('takes a token that was signed elsewhere with a key that it knows', async () => {
    const key = succeeded(await place.run(['generate', 'signing-key']));
    place.write('key.pem', key);
    const signing = ['--signing-key-file', 'key.pem', '--kid', '7'];
    const authorization = await token('--name', 'web-1', ...signing);
    const before = connect({ authorization });
    assert.match((await before.ended).details, /signed by no key/);
    place.write(
      'mesh/key.yaml',
      `type: Secret\nmesh: default\nname: dataplane-token-signing-key-default-7\ndata: ${Buffer.from(key).toString('base64')}\n`,
    );
    const deadline = Date.now() + 10_000;
    for (;;) {
      const client = connect({ authorization });
      const first = await Promise.race([
        client.next().then(() => 'served'),
        client.ended.then(() => 'ended'),
      ]);
      client.close();
      if (first === 'served') break;
      assert.ok(Date.now() < deadline);
    }
    before.close();
  });
});
