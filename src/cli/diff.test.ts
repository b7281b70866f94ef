import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { secrets, shop, treasure } from './testing/manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

const edited = (...edits: readonly (readonly [RegExp, string])[]) =>
  edits.reduce((text, [pattern, by]) => {
    assert.match(text, pattern);
    return text.replace(pattern, by);
  }, shop);

/** What renames the Backend that the first rule refers to. */
const dangling = [/name: cart\n {10}weight/, 'name: cat\n          weight'] as const;

describe('fairlead diff', () => {
  let place: Workplace;
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: place.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  before(async () => {
    place = await makeWorkplace();
    git('init', '--quiet', '--initial-branch=main');
    place.write('shop/all.yaml', shop);
    place.write('elsewhere/all.yaml', shop);
    git('add', 'shop');
    git('commit', '--quiet', '--message=first');
  });
  after(() => place.close());

  const json = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await place.run(['diff', '-o', 'json', ...args]);
    assert.equal(stderr, '');
    return { code, ...JSON.parse(stdout) };
  };

  it('says that nothing is otherwise, where only the files are', async () => {
    place.write('shop/all.yaml', `# nothing but words\n${shop}`);
    assert.equal(
      succeeded(await place.run(['diff', '-f', 'shop'])),
      'nothing is otherwise than with commit HEAD\n',
    );
    const same = await json('-f', 'elsewhere', '--against', 'shop');
    assert.deepEqual(same, {
      code: 0,
      ...{
        objects: [],
        requests: [],
        compared: 4,
        conditions: [],
        listeners: [],
        proxies: [],
        breaks: 0,
        findings: [],
      },
    });
  });

  it('says what a changed endpoint does, and leaves the repository as it is', async () => {
    place.write('shop/all.yaml', edited([/10\.0\.0\.1/, '10.0.0.2']));
    const status = git('status', '--porcelain');
    const { code, objects, proxies, breaks } = await json('-f', 'shop/all.yaml');
    assert.equal(git('status', '--porcelain'), status);
    assert.deepEqual([code, breaks], [0, 0]);
    assert.deepEqual(objects, [{ sign: '~', object: 'backend/default/cart', traffic: true }]);
    assert.equal(proxies.length, 1);
    assert.deepEqual(proxies[0].resources, [{ type: 'endpoints', added: 0, changed: 1, removed: 0 }]);
  });

  it('says which status turns, why and where, and ends with 1', async () => {
    place.write('shop/all.yaml', edited(dangling));
    const { code, stdout } = await place.run(['diff', '-f', 'shop']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /✗ httproute\/default\/shop at gateway\/default\/web: ResolvedRefs True → False: .*cat/,
    );
    assert.match(stdout, /shop\/all\.yaml:\d+: error: httproute\/default\/shop spec\.rules\[0\]/);
    assert.match(stdout, /2 things break that worked with commit HEAD \(4 requests compared\)\n$/);
  });

  it('says which requests go elsewhere, of what both sides tell apart', async () => {
    const cart = edited([/value: \/cart/, 'value: /basket']);
    place.write('basket.yaml', cart);
    const { code, requests, compared, breaks } = await json('-f', 'basket.yaml', '--against', 'elsewhere');
    const served = '75% backend/default/cart, 25% backend/default/names';
    const missing = '404: no rule takes it';
    const at = { proxy: 'default/web', alike: 1 };
    assert.deepEqual(requests, [
      {
        ...at,
        request: 'GET http://shop.example.com:8080/cart',
        before: served,
        after: missing,
        breaks: true,
      },
      {
        ...at,
        request: 'GET http://shop.example.com:8080/basket',
        before: missing,
        after: served,
        breaks: false,
      },
    ]);
    assert.deepEqual([code, compared, breaks], [1, 6, 1]);
  });

  it('says which listener goes, and does not call what mends something a break', async () => {
    place.write('moved.yaml', edited([/port: 8080\n---/, 'port: 8090\n---']));
    const moved = await json('-f', 'moved.yaml', '--against', 'elsewhere');
    assert.deepEqual(moved.listeners, [
      { sign: '-', proxy: 'default/web', listener: 'http :8080', breaks: true },
      { sign: '+', proxy: 'default/web', listener: 'http :8090', breaks: false },
    ]);
    assert.equal(moved.code, 1);
    place.write('broken.yaml', edited(dangling));
    const mended = await json('-f', 'elsewhere', '--against', 'broken.yaml');
    assert.deepEqual([mended.code, mended.breaks, mended.conditions.length], [0, 0, 1]);
  });

  it('compares with what runs, by what may be named there', async () => {
    const loopback = edited([/10\.0\.0\.1/, '127.0.0.1']);
    place.write('live/all.yaml', loopback);
    place.write('next/all.yaml', loopback.replace('weight: 3', 'weight: 1'));
    const serve = place.start(['serve', '-f', 'live', '--xds', '127.0.0.1:0', '--api', '127.0.0.1:0']);
    await serve.says(/api|ready|http:/i);
    const same = await json('-f', 'live', '--against', 'running');
    assert.deepEqual([same.code, same.objects, same.conditions], [0, [], []]);
    const next = await json('-f', 'next', '--against', 'running');
    assert.deepEqual(next.objects, [{ sign: '~', object: 'httproute/default/shop', traffic: true }]);
    serve.child.kill('SIGTERM');
    await serve.ended;
  });

  it('shows nothing secret', async () => {
    place.write('secrets/all.yaml', `${shop}---\n${secrets}`);
    for (const form of ['text', 'json', 'yaml']) {
      const { stdout, stderr } = await place.run([
        'diff',
        '-f',
        'secrets',
        '--against',
        'elsewhere',
        '-o',
        form,
      ]);
      assert.doesNotMatch(`${stdout}${stderr}`, new RegExp(treasure));
    }
  });

  it('says what it cannot compare with', async () => {
    const cases: readonly (readonly [readonly string[], RegExp, number])[] = [
      [['-f', 'shop', '--against', 'nosuch'], /nosuch: is not a path that exists, and no commit/, 2],
      [['-f', '/'], /is in no git repository.*--against PATH/, 2],
      [['-f', 'nowhere'], /nowhere: no such file/, 1],
      [['-f', '-'], /standard input is in no commit/, 2],
      [['-f', 'shop', '--against', 'running'], /no control plane of yours runs here/, 3],
    ];
    for (const [args, message, code] of cases) {
      const ended = await place.run(['diff', ...args]);
      assert.match(ended.stderr, message);
      assert.equal(ended.code, code);
    }
  });
});
