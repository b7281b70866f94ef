import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type FollowedServers, followResolvConf, parseResolvConf } from './resolv-conf.ts';

const named = (...hosts: string[]) => hosts.map(host => ({ host, port: 53 }));

it('takes the servers of a resolv.conf in their order, and what a C library takes where there is none', () => {
  const text = `# a comment
search mesh.test
nameserver 192.0.2.53
 nameserver\t2001:db8::53 # and more
nameserver fe80::1%lo
nameserver not-an-address
;nameserver 192.0.2.54
options ndots:5`;
  assert.deepEqual(parseResolvConf(text), named('192.0.2.53', '2001:db8::53', 'fe80::1%lo'));
  assert.deepEqual(parseResolvConf('search x\n'), named('127.0.0.1'));
  assert.equal(parseResolvConf('nameserver 192.0.2.1\n'.repeat(1000)).length, 16);
});

describe('a resolv.conf that is followed', () => {
  let directory: string;
  let followed: FollowedServers;
  // Who follows does not keep a process alive.
  let alive: NodeJS.Timeout;
  const said = new EventEmitter();
  const follow = (path: string) => {
    followed = followResolvConf(path, () => said.emit('changed'));
  };
  const hosts = () => followed.servers().map(({ host }) => host);
  const until = async (host: string) => {
    while (!hosts().includes(host)) await once(said, 'changed', { signal: AbortSignal.timeout(5_000) });
    assert.deepEqual(hosts(), [host]);
  };
  beforeEach(() => {
    alive = setInterval(() => {}, 60_000);
    directory = mkdtempSync(join(tmpdir(), 'fairlead-resolv-'));
  });
  afterEach(() => {
    clearInterval(alive);
    followed.close();
    rmSync(directory, { recursive: true });
  });

  it('is read again when it is written over, replaced, or removed and made anew', async () => {
    const path = join(directory, 'resolv.conf');
    writeFileSync(path, 'nameserver 192.0.2.1\n');
    follow(path);
    assert.deepEqual(hosts(), ['192.0.2.1']);
    writeFileSync(path, 'nameserver 192.0.2.2\n');
    await until('192.0.2.2');
    writeFileSync(join(directory, 'next'), 'nameserver 192.0.2.3\n');
    renameSync(join(directory, 'next'), path);
    await until('192.0.2.3');
    writeFileSync(path, 'nameserver 192.0.2.4\n');
    await until('192.0.2.4');
    rmSync(path);
    assert.deepEqual(hosts(), ['192.0.2.4'], 'who was known is asked on');
    writeFileSync(path, 'nameserver 192.0.2.5\n');
    await until('192.0.2.5');
  });

  it('is followed to where it leads, and to where it comes to lead', async () => {
    for (const name of ['a', 'b', 'etc']) mkdirSync(join(directory, name));
    const [a, b, path] = ['a/stub', 'b/real', 'etc/resolv.conf'].map(name => join(directory, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(a, 'nameserver 192.0.2.1\n');
    writeFileSync(b, 'nameserver 192.0.2.2\n');
    symlinkSync(a, path);
    follow(path);
    writeFileSync(join(directory, 'a/next'), 'nameserver 192.0.2.3\n');
    renameSync(join(directory, 'a/next'), a);
    await until('192.0.2.3');
    symlinkSync(b, join(directory, 'etc/next'));
    renameSync(join(directory, 'etc/next'), path);
    await until('192.0.2.2');
    writeFileSync(b, 'nameserver 192.0.2.4\n');
    await until('192.0.2.4');
  });
});
