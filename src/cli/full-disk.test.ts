import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { shop } from './testing/manifests.ts';
import { makeWorkplace, type Running, succeeded, type Workplace } from './testing/workplace.ts';

/** A file system of its own for state, small, in a mount namespace that lasts until `close`. */
interface SmallDisk {
  /** Runs a command where it is mounted. */
  readonly through: readonly string[];
  /** The directory as seen from here. */
  readonly seen: string;
  remount(how: 'ro' | 'rw'): void;
  close(): Promise<void>;
}

const mount = 'mount -t tmpfs -o size=128k tmpfs "$1" && echo mounted && exec sleep 600';

async function mountDisk(directory: string): Promise<SmallDisk> {
  const child = spawn('unshare', ['--mount', 'sh', '-c', mount, 'sh', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const through = ['nsenter', '--mount', '--target', String(child.pid)];
  return {
    through,
    seen: `/proc/${child.pid}/root${directory}`,
    remount: how => {
      const [command = '', ...flags] = through;
      spawnSync(command, [...flags, 'mount', '-o', `remount,${how}`, directory], { stdio: 'inherit' });
    },
    close: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

const cannotMount =
  spawnSync('unshare', ['--mount', 'true']).status === 0 ? false : 'needs the right to mount in a namespace';

describe('serve on a disk that cannot be written', { skip: cannotMount }, () => {
  let place: Workplace;
  let disk: SmallDisk;
  let state: string;
  const serve = (): Running =>
    place.start(
      [
        'serve',
        '-f',
        join(place.directory, 'shop'),
        '--state',
        join(state, 'shop'),
        '--xds',
        'unix:xds.sock',
        '--api',
        '127.0.0.1:0',
      ],
      { through: disk.through },
    );
  const ready = async (running: Running): Promise<string> =>
    (await running.says(/REST on (http:\S+?):? \d+ object/))[1] ?? '';
  const write = (file: string, text: string) => place.write(join('shop', file), text);
  /** More than is left in a page of the disk. */
  const basket = (address: string) => `${backend('basket', address)}# ${'x'.repeat(8_192)}\n`;
  const fill = () => {
    const path = join(disk.seen, 'fill');
    assert.throws(() => writeFileSync(path, Buffer.alloc(1024 ** 2)), /ENOSPC/);
  };
  const written = async (api: string, name: string) =>
    JSON.parse(succeeded(await place.run(['get', 'backend', name, '-o', 'json', '--api', api]))).spec
      .endpoints[0].ip.address;

  before(async () => {
    place = await makeWorkplace();
    state = join(place.directory, 'disk');
    mkdirSync(state);
    disk = await mountDisk(state);
    write('shop.yaml', shop);
    write('basket.yaml', basket('10.0.0.1'));
  });
  after(async () => {
    await disk.close();
    await place.close();
  });

  it('says so once, serves on, and writes what it could not when it can', async () => {
    const running = serve();
    const api = await ready(running);
    fill();
    write('basket.yaml', basket('10.0.0.2'));
    await running.says(/not remembered over a restart, tried again: .*ENOSPC/);
    write('basket.yaml', basket('10.0.0.3'));
    await until(async () => (await written(api, 'basket')) === '10.0.0.3');
    rmSync(join(disk.seen, 'fill'));
    await running.says(/what was not remembered is written now/);
    running.child.kill('SIGKILL');
    const { stderr } = await running.ended;
    assert.equal(stderr.match(/not remembered over/g)?.length, 1);

    write('basket.yaml', 'kind: Backend\nmetadata: {name: basket, [\n');
    const again = serve();
    assert.equal(await written(await ready(again), 'basket'), '10.0.0.3');
    again.child.kill('SIGTERM');
    assert.equal((await again.ended).code, 0);
  });

  it('starts with what is there, where nothing can be added', async () => {
    disk.remount('ro');
    const running = serve();
    const api = await ready(running);
    assert.equal(await written(api, 'basket'), '10.0.0.3', 'the last good version of a broken document');
    write('more.yaml', backend('more', '10.0.0.4'));
    await running.says(/not remembered over a restart, tried again: .*EROFS/);
    await until(async () => (await written(api, 'more')) === '10.0.0.4');
    disk.remount('rw');
    await running.says(/what was not remembered is written now/);
    running.child.kill('SIGTERM');
    assert.equal((await running.ended).code, 0);
  });
});

function backend(name: string, address: string): string {
  return `apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: ${name}}
spec: {endpoints: [{ip: {address: ${address}, port: 8080}}]}
`;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds().catch(() => false))) assert.ok(Date.now() < deadline, 'it never came to that');
}
