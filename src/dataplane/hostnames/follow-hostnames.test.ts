import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { xdsResource } from '#lib/xds-resource.ts';
import { createXdsServer, type Push, type XdsServer } from '#xds';
import { encodeHostname } from '../../envoy/hostname.ts';
import { followHostnames, type Hostnames, type HostnamesOptions } from './follow-hostnames.ts';

const mesh = 'default';
const view = `${mesh}.web`;
const of = 'MeshService//local//cart' as never;

describe('names of the mesh beside a proxy', () => {
  let directory: string;
  let server: XdsServer;
  let address: string;
  let names: Hostnames;
  let pushes: Push[];
  let notices: string[];
  const said = new EventEmitter();

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fairlead-names-'));
    [pushes, notices] = [[], []];
    await serve('127.0.0.1:0');
    put('cart.mesh', '241.0.0.1');
    names = follow();
  });
  afterEach(async () => {
    await names.close();
    await server.close();
    rmSync(directory, { recursive: true });
  });

  const serve = async (at: string) => {
    server = createXdsServer({
      onPush: push => {
        pushes.push(push);
        said.emit('anything');
      },
    });
    address = await server.listen({ address: at });
    server.apply({ views: [{ view, sets: ['reached'] }] });
    server.open();
  };
  const put = (name: string, ...addresses: string[]) => {
    const resource = encodeHostname({ mesh, name, of }, addresses);
    server.apply({
      resources: [{ type: 'hostname', key: resource.name, resource }],
      members: [{ set: 'reached', type: 'hostname', name: resource.name, present: true }],
    });
  };
  const drop = (name: string) =>
    server.apply({
      members: [{ set: 'reached', type: 'hostname', name: `${mesh}/${name}`, present: false }],
    });
  const follow = (options: Partial<HostnamesOptions> = {}) =>
    followHostnames({
      target: { url: `http://${address}` },
      node: { id: view },
      file: join(directory, 'names.json'),
      onChange: () => said.emit('anything'),
      onNotice: notice => {
        notices.push(notice);
        said.emit('anything');
      },
      ...options,
    });
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await once(said, 'anything', { signal: AbortSignal.timeout(10_000) });
  };
  const untilKnown = (name: string, ...addresses: string[]) =>
    until(() => JSON.stringify(names.table(name) ?? []) === JSON.stringify(addresses));

  it('are those that its view has, and follow them: each costs one message', async () => {
    await untilKnown('cart.mesh', '241.0.0.1');
    put('old.mesh', '241.0.0.2', 'fd00:fd00::2');
    await untilKnown('old.mesh', '241.0.0.2', 'fd00:fd00::2');
    put('cart.mesh', '241.0.0.3');
    await untilKnown('cart.mesh', '241.0.0.3');
    drop('old.mesh');
    await untilKnown('old.mesh');
    await until(() => pushes.length === 4);
    assert.deepEqual(pushes.map(({ names, removed }) => [names, removed]).slice(0, 3), [
      [['default/cart.mesh'], []],
      [['default/old.mesh'], []],
      [['default/cart.mesh'], []],
    ]);
    assert.equal(names.size, 1);
    const [client] = server.clients();
    assert.deepEqual([client?.view, client?.mode, client?.upToDate], [view, 'delta', true]);
  });

  it('stay while the control plane is away, and then only what differs is told', async () => {
    await untilKnown('cart.mesh', '241.0.0.1');
    await server.close();
    await until(() => notices.length >= 1);
    assert.match(notices[0] ?? '', /is away \(.+\); the last ones stay/);
    assert.deepEqual(names.table('cart.mesh'), ['241.0.0.1']);
    assert.equal(names.isConnected, false);
    pushes = [];
    await serve(address);
    put('cart.mesh', '241.0.0.1');
    put('old.mesh', '241.0.0.2');
    await untilKnown('old.mesh', '241.0.0.2');
    await until(() => pushes.length > 0);
    assert.deepEqual(
      pushes.flatMap(push => push.names),
      ['default/old.mesh'],
    );
  });

  it('are answered after a restart without a control plane, and what went meanwhile goes with it', async () => {
    put('old.mesh', '241.0.0.2');
    await untilKnown('old.mesh', '241.0.0.2');
    await names.close();
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(directory, 'names.json'), 'utf8'))).sort(), [
      'default/cart.mesh',
      'default/old.mesh',
    ]);
    await server.close();
    names = follow();
    assert.deepEqual([names.table('cart.mesh'), names.table('old.mesh')], [['241.0.0.1'], ['241.0.0.2']]);
    await serve(address);
    put('cart.mesh', '241.0.0.1');
    await untilKnown('old.mesh');
    assert.deepEqual(names.table('cart.mesh'), ['241.0.0.1']);
  });

  it('begin anew where what was kept cannot be read', async () => {
    await names.close();
    writeFileSync(join(directory, 'names.json'), '{"cart.mesh": {"version": 7}, "x.mesh": null, "y"');
    names = follow();
    await untilKnown('cart.mesh', '241.0.0.1');
    assert.equal(names.size, 1);
  });

  it('are refused where they are none, which the control plane is told, and the others come', async () => {
    await untilKnown('cart.mesh', '241.0.0.1');
    const broken = xdsResource({
      type: 'hostname',
      name: 'default/bad.mesh',
      bytes: Buffer.from('no protobuf'),
    });
    const member = { set: 'reached', type: 'hostname', present: true } as const;
    const good = encodeHostname({ mesh, name: 'good.mesh', of }, ['241.0.0.4']);
    server.apply({
      resources: [broken, good, encodeHostname({ mesh, name: 'also.mesh', of }, ['localhost'])].map(
        resource => ({
          ...{ type: 'hostname', key: resource.name, resource },
        }),
      ),
      members: ['default/bad.mesh', 'default/good.mesh', 'default/also.mesh'].map(name => ({
        ...member,
        name,
      })),
    });
    await untilKnown('good.mesh', '241.0.0.4');
    await until(() => server.clients()[0]?.rejected.length === 2);
    const [client] = server.clients();
    assert.deepEqual(client?.rejected.map(({ name }) => name).sort(), [
      'default/also.mesh',
      'default/bad.mesh',
    ]);
    assert.equal(names.size, 2);
  });

  it('come over a unix socket, and show a token where one is given', async () => {
    const headers: unknown[] = [];
    const plain = createServer().on('stream', (stream, { authorization }) => {
      headers.push(authorization);
      said.emit('anything');
      stream.respond(
        { ':status': 200, 'grpc-status': '7', 'grpc-message': 'no%20such%20token' },
        { endStream: true },
      );
      stream.on('error', () => {});
    });
    const path = join(directory, 'x.sock');
    await once(plain.listen(path), 'listening');
    await names.close();
    notices = [];
    names = follow({ target: { url: `unix:${path}` }, token: () => 'secret' });
    await until(() => headers.length >= 2);
    assert.match(notices[0] ?? '', /gRPC status 7: no such token/);
    assert.deepEqual(headers.slice(0, 2), ['secret', 'secret']);
    plain.close();
  });

  it('end no connection by what a server sends that is not gRPC, and are asked for again', async () => {
    let asked = 0;
    const wild = createServer().on('stream', stream => {
      asked++;
      stream.on('error', () => {});
      stream.respond({ ':status': 200 });
      if (asked === 1) stream.end(Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 1]));
      else if (asked === 2) stream.end(Buffer.from([0, 0, 0, 0, 2, 0xff, 0xff]));
      else stream.end(Buffer.from([9, 9, 9, 9, 9, 9]));
    });
    await once(wild.listen(0, '127.0.0.1'), 'listening');
    await names.close();
    notices = [];
    names = follow({ target: { url: `http://127.0.0.1:${(wild.address() as AddressInfo).port}` } });
    await until(() => notices.length >= 3);
    assert.match(notices[0] ?? '', /not a message/);
    assert.match(notices[1] ?? '', /cannot be read/);
    assert.match(notices[2] ?? '', /not a message/);
    wild.close();
  });
});
