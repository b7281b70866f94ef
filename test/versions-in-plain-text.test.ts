import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findEnvoy } from '#dataplane';

const options = 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

// Why a Backend that mixes HTTP/1.1 and HTTP/2 without TLS needs a listener within Envoy: the day this fails, it need not any more.
test('Envoy does not choose a version of HTTP for each connection of a cluster in plain text', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-versions-'));
  const file = join(folder, 'envoy.json');
  const cluster = {
    name: 'mixed',
    type: 'STATIC',
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': { '@type': options, autoConfig: {} },
    },
  };
  writeFileSync(file, JSON.stringify({ staticResources: { clusters: [cluster] } }));
  try {
    const { path } = await findEnvoy();
    const { status, stderr, stdout } = spawnSync(path, ['--mode', 'validate', '-c', file], {
      encoding: 'utf8',
    });
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /ALPN configured for cluster mixed which has a non-ALPN transport socket/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
