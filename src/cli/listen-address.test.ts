import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { addressText, readListenAddress, readTcpAddress } from './listen-address.ts';

describe('a listen address', () => {
  it('is HOST:PORT, and is told to be local only where no other machine can connect', () => {
    const cases: [string, string, number, boolean][] = [
      ['127.0.0.1:18000', '127.0.0.1', 18000, true],
      ['127.9.9.9:0', '127.9.9.9', 0, true],
      ['[::1]:18000', '::1', 18000, true],
      ['localhost:1', 'localhost', 1, true],
      ['LOCALHOST:1', 'LOCALHOST', 1, true],
      ['[::ffff:127.0.0.1]:1', '::ffff:127.0.0.1', 1, true],
      ['0.0.0.0:18000', '0.0.0.0', 18000, false],
      ['[::]:18000', '::', 18000, false],
      ['10.0.0.1:65535', '10.0.0.1', 65535, false],
      ['localhost.example.com:1', 'localhost.example.com', 1, false],
    ];
    for (const [written, host, port, isLocal] of cases) {
      assert.deepEqual(readTcpAddress('--xds', written), { kind: 'tcp', host, port, isLocal }, written);
    }
  });

  it('is refused as usage where it is none', () => {
    for (const written of [
      '',
      '18000',
      ':18000',
      '127.0.0.1',
      '127.0.0.1:',
      '127.0.0.1:x',
      '127.0.0.1:70000',
      '::1:80',
      '[x]:80',
    ]) {
      assert.throws(
        () => readTcpAddress('--xds', written),
        error => isFault(error) && error.code === 'usage',
        written,
      );
    }
  });

  it('may be a unix socket for xDS, and is written as it is read', () => {
    assert.deepEqual(readListenAddress('--xds', 'unix:/run/x.sock'), {
      kind: 'unix',
      path: '/run/x.sock',
      isLocal: true,
    });
    for (const written of ['unix:/run/x.sock', '[::1]:18000', '127.0.0.1:0']) {
      assert.equal(addressText(readListenAddress('--xds', written)), written);
    }
  });
});
