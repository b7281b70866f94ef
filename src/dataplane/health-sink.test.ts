import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createRegistry, fromJson, fromJsonString, type JsonValue, toJson } from '@bufbuild/protobuf';
import yaml from 'js-yaml';
import { BootstrapSchema } from '#gen/envoy/config/bootstrap/v3/bootstrap_pb.js';
import { bootstrapFor, bootstrapMessages } from './bootstrap.ts';

const registry = createRegistry(...bootstrapMessages);

test('what docs/backends.md has people write is what our own bootstraps have', () => {
  const admin = { kind: 'loopback', port: 9901 } as const;
  const xdsAddress = '127.0.0.1:18000';
  const ours = fromJsonString(
    BootstrapSchema,
    bootstrapFor({ proxyId: 'default/edge', xdsAddress, admin, tellsHealth: true }),
    { registry },
  );
  const page = readFileSync(new URL('../../docs/backends.md', import.meta.url), 'utf8');
  const [, written = ''] = /^```\n(stats_flush_interval:.*?)^```$/ms.exec(page) ?? [];
  const text = written
    .replace('PROXY', 'default/edge')
    .replace('cluster_name: XDS', 'cluster_name: fairlead-xds');
  const theirs = fromJson(BootstrapSchema, yaml.load(text) as JsonValue, { registry });
  const told = ({ statsSinks, statsFlushInterval }: typeof ours) =>
    JSON.stringify(
      toJson(
        BootstrapSchema,
        { ...theirs, statsSinks, ...(statsFlushInterval && { statsFlushInterval }) },
        { registry },
      ),
      // Beside how a stream is tried again, of which there is none here, and what an input is called.
      (key, value) => (key === 'retryPolicy' ? undefined : value),
    );
  assert.equal(told(ours), told(theirs));
});
