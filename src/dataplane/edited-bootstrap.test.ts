import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { bootstrapFor } from './bootstrap.ts';
import { type BootstrapEdit, editBootstrap } from './edited-bootstrap.ts';
import { findEnvoy } from './envoy-program.ts';

const before = bootstrapFor({
  proxyId: 'default/edge',
  xdsAddress: '127.0.0.1:18000',
  admin: { kind: 'loopback', port: 19_000 },
});
const edited = (edit: BootstrapEdit) => JSON.parse(editBootstrap(before, edit));
const sink = {
  name: 'envoy.stat_sinks.open_telemetry',
  typed_config: {
    '@type': 'type.googleapis.com/envoy.extensions.stat_sinks.open_telemetry.v3.SinkConfig',
    grpc_service: { envoy_grpc: { cluster_name: 'collector' } },
  },
};
const collector = {
  name: 'collector',
  type: 'STATIC',
  typed_extension_protocol_options: {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
      '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
  load_assignment: {
    cluster_name: 'collector',
    endpoints: [
      {
        lb_endpoints: [
          { endpoint: { address: { socket_address: { address: '127.0.0.1', port_value: 4317 } } } },
        ],
      },
    ],
  },
};

describe('a bootstrap that an EnvoyProxy edits', () => {
  it('merged: fields are put over, lists added to', () => {
    const value = {
      stats_sinks: [sink],
      static_resources: { clusters: [collector] },
      node: { id: 'mallory' },
    };
    const result = edited({ kind: 'merge', value });
    assert.deepEqual(
      result.staticResources.clusters.map((c: { name: string }) => c.name),
      ['fairlead-xds', 'fairlead-admin', 'collector'],
    );
    assert.equal(result.node.id, 'default/edge', 'who it is stays');
    assert.equal(result.statsSinks[0].typedConfig.grpcService.envoyGrpc.clusterName, 'collector');
  });

  it('patched, by Envoy’s fields', () => {
    const operations = [
      { op: 'add', path: '/stats_flush_interval', value: '3s' },
      { op: 'remove', path: '/stats_flush_on_admin' },
      { op: 'remove', path: '/admin' },
    ] as const;
    const result = edited({ kind: 'patch', operations });
    assert.equal(result.statsFlushInterval, '3s');
    assert.equal(result.admin.address.socketAddress.portValue, 19_000, 'where it is spoken to stays');
  });

  it('replaced: nothing but what it takes to be told by the control plane is ours', () => {
    const result = edited({ kind: 'replace', value: { static_resources: { clusters: [collector] } } });
    assert.equal(result.statsConfig, undefined);
    assert.ok(result.dynamicResources.adsConfig);
    assert.equal(result.staticResources.clusters[0].name, 'fairlead-xds');
  });

  it('what Envoy’s protobuf does not know is refused', () => {
    assert.throws(() => edited({ kind: 'merge', value: { no_such_field: 1 } }), /no_such_field/);
    assert.throws(
      () => edited({ kind: 'patch', operations: [{ op: 'remove', path: '/nowhere' }] }),
      /nowhere/,
    );
  });

  it('Envoy accepts what comes of it', async () => {
    const { path } = await findEnvoy();
    const folder = mkdtempSync(join(tmpdir(), 'fairlead-bootstrap-'));
    try {
      const value = {
        stats_sinks: [sink],
        stats_flush_interval: '5s',
        static_resources: { clusters: [collector] },
      };
      for (const edit of [
        { kind: 'merge', value },
        { kind: 'replace', value },
      ] as const) {
        const file = join(folder, 'bootstrap.json');
        writeFileSync(file, editBootstrap(before, edit));
        const run = spawnSync(path, ['--mode', 'validate', '-c', file], { encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
