import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { shop } from './testing/manifests.ts';
import { makeWorkplace, succeeded, type Workplace } from './testing/workplace.ts';

describe('fairlead check', () => {
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
  });
  after(() => place.close());

  it('has nothing to complain about where all is well: exit 0', async () => {
    place.write('good/shop.yaml', shop);
    assert.equal(
      succeeded(await place.run(['check', '-f', 'good'])),
      '5 objects in force, nothing to complain about\n',
    );
  });

  it('tells each mistake with file, line, kind, name and path, by file and line: exit 1', async () => {
    place.write(
      'bad/b.yaml',
      shop
        .replace('name: names\n---', 'name: nobody\n---')
        .replace(
          'port: 8080\n---\napiVersion: gateway.envoyproxy',
          'prot: 8080\n---\napiVersion: gateway.envoyproxy',
        ),
    );
    place.write('bad/a.yaml', '# a comment\nkind: [\n');
    const { code, stdout, stderr } = await place.run(['check', '-f', 'bad']);
    assert.equal(code, 1);
    assert.equal(stderr, '');
    const lines = stdout.trimEnd().split('\n');
    assert.match(lines[0] ?? '', /^bad\/a\.yaml:3: error: .*\(InvalidYAML\)$/);
    assert.match(stdout, /^ {2}↳ 1 reference to it fails for that: httproute\/default\/shop$/m);
    assert.match(
      stdout,
      /^bad\/b\.yaml:38: error: httproute\/default\/shop spec\.rules\[0\]\.backendRefs\[1\]: Backend default\/nobody not found \(BackendNotFound\)$/m,
    );
    assert.match(
      stdout,
      /^bad\/b\.yaml:\d+: error: backend\/default\/cart spec\.endpoints\[0\]\.ip\.port: is required/m,
    );
    const places = lines
      .slice(0, -1)
      .filter(line => !line.startsWith(' '))
      .map(line => /^([^:]+):(\d+): /.exec(line));
    const keys = places.map(match => `${match?.[1]} ${match?.[2]?.padStart(6, '0')}`);
    assert.deepEqual(keys, [...keys].sort());
    assert.match(lines.at(-1) ?? '', /^4 objects in force, \d errors, \d warnings?$/);
  });

  it('tells a mistake once, however many refer to what it is in, and each reference where that is asked for', async () => {
    const routes = Array.from({ length: 25 }, (_, i) => i + 10).map(
      n => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r-${n}}
spec: {rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: unsafe}]}], parentRefs: [{name: ${n === 10 ? 'web' : 'nowhere'}}]}
`,
    );
    const unsafe = `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: unsafe}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: 80}}]}
`;
    place.write('many.yaml', [shop, unsafe, ...routes].join('---'));
    const { stdout } = await place.run(['check', '-f', 'many.yaml']);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 5, stdout);
    assert.match(lines[0] ?? '', /error: backend\/default\/unsafe /);
    assert.equal(
      lines[1],
      '  ↳ 25 references to it fail for that: httproute/default/r-10, httproute/default/r-11, httproute/default/r-12 and 22 more',
    );
    assert.match(lines[2] ?? '', /error: httproute\/default\/r-11 .* not found/);
    assert.equal(
      lines[3],
      '  ↳ 23 more have the same wrong: httproute/default/r-12, httproute/default/r-13, httproute/default/r-14 and 20 more',
    );
    const wide = await place.run(['check', '-f', 'many.yaml', '-o', 'wide']);
    assert.equal(wide.stdout.trimEnd().split('\n').length, 1 + 25 + 24 + 1);
  });

  it('tells once of many objects that their kind is read by nobody', async () => {
    const others = Array.from(
      { length: 6 },
      (_, i) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web-${i}, namespace: shops}}\n`,
    );
    place.write('others.yaml', [shop, ...others].join('---\n'));
    const stdout = succeeded(await place.run(['check', '-f', 'others.yaml']));
    const [first, more, summary] = stdout.split('\n');
    assert.match(first ?? '', /deployment\/shops\/web-0 kind: is not a kind that is known here/);
    assert.match(more ?? '', /↳ 5 more have the same wrong: deployment\/shops\/web-1, .* and 2 more$/);
    assert.equal(summary, '5 objects in force, 0 errors, 6 warnings');
  });

  it('does not let warnings fail: exit 0', async () => {
    const text = shop.replace(
      'controllerName: fairlead.dev/gateway-controller',
      'controllerName: fairlead.dev/gateway-controller\n  colour: red',
    );
    place.write('warn.yaml', text);
    const stdout = succeeded(await place.run(['check', '-f', 'warn.yaml']));
    assert.match(stdout, /^warn\.yaml:7: warning: gatewayclass\/edge spec\.colour: .*\(UnknownField\)$/m);
  });

  it('reads standard input, also beside files', async () => {
    const { code, stdout } = await place.run(['check', '-f', '-', '-f', 'good'], {
      stdin: '{"kind": "HTTPRoute"}',
    });
    assert.equal(code, 1);
    assert.match(stdout, /^<stdin>:1: error: apiVersion: /m);
    assert.match(stdout, /^5 objects in force/m);
  });

  it('gives programs the same as JSON', async () => {
    const { code, stdout } = await place.run(['check', '-f', 'warn.yaml', '-o', 'json']);
    assert.equal(code, 0);
    const { findings, ...counts } = JSON.parse(stdout);
    assert.deepEqual(counts, { objects: 5, errors: 0, warnings: 1 });
    const { message, ...finding } = findings[0];
    assert.equal(typeof message, 'string');
    assert.deepEqual(finding, {
      ...{ file: 'warn.yaml', line: 7, group: 'gateway.networking.k8s.io', kind: 'GatewayClass' },
      ...{ namespace: '', name: 'edge', severity: 'warning', reason: 'UnknownField', path: 'spec.colour' },
    });
  });

  it('allows addresses and sockets only where it is told to', async () => {
    const text = shop
      .replace('address: 10.0.0.1', 'address: 127.0.0.1')
      .replace(
        'fqdn:\n        hostname: cart.example.com\n        port: 443',
        'unix:\n        path: /run/shop/cart.sock',
      );
    place.write('local.yaml', text);
    assert.equal((await place.run(['check', '-f', 'local.yaml'])).code, 1);
    const allowed = ['--allow-addresses', 'loopback,metadata', '--allow-sockets', '/run/shop'];
    succeeded(await place.run(['check', '-f', 'local.yaml', ...allowed]));
    const elsewhere = await place.run([
      'check',
      '-f',
      'local.yaml',
      '--allow-addresses',
      'loopback',
      '--allow-sockets',
      '/run/sho',
    ]);
    assert.equal(elsewhere.code, 1);
    const unknown = await place.run(['check', '-f', 'local.yaml', '--allow-addresses', 'localhost']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /there are loopback, unspecified, link-local, metadata, multicast/);
  });

  it('tells usage (exit 2) from what is not there (exit 1)', async () => {
    assert.equal((await place.run(['check'])).code, 2);
    assert.equal((await place.run(['check', '-f', 'good', '-o', 'toml'])).code, 2);
    const missing = await place.run(['check', '-f', 'nowhere']);
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^fairlead: .*nowhere: there is no such file or directory\n$/);
  });
});
