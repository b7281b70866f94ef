import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '#lib/fault.ts';
import { readGcp } from './gcp-flags.ts';

test('a metadata server is a host, with its port where that is another than 80', () => {
  const read = (gcpMetadataAddress: string) => readGcp({ gcpMetadataAddress }, {}).googleMetadata;
  assert.deepEqual(read('metadata.google.internal'), { host: 'metadata.google.internal', port: 80 });
  assert.deepEqual(read('127.0.0.1:8080'), { host: '127.0.0.1', port: 8080 });
  assert.deepEqual(read('fd20:ce::254'), { host: 'fd20:ce::254', port: 80 });
  assert.deepEqual(read('[fd20:ce::254]:8080'), { host: 'fd20:ce::254', port: 8080 });
  for (const wrong of ['', 'http://127.0.0.1', '127.0.0.1:0', '127.0.0.1:70000', 'a b'])
    assert.throws(() => read(wrong), isFault, wrong);
});

test('a flag goes before the variable, and a mistake in that concerns those alone that need tokens', () => {
  const env = { GCE_METADATA_HOST: 'http://one' };
  assert.deepEqual(readGcp({}, {}), {});
  assert.deepEqual(readGcp({}, { GCE_METADATA_HOST: '' }), {});
  assert.deepEqual(readGcp({ gcpMetadataAddress: 'two:8080' }, env), {
    googleMetadata: { host: 'two', port: 8080 },
  });
  assert.deepEqual(readGcp({}, env), {
    googleMetadata: {
      problem:
        'GCE_METADATA_HOST: "http://one" is not an address of a metadata server; write metadata.google.internal, 169.254.169.254 or 127.0.0.1:8080',
    },
  });
});
