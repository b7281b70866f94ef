import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createMemoryState } from '#state';
import { Follower } from '../follower.ts';
import { createFileSource } from './file-source.ts';

const key = 'gateway.networking.k8s.io/BackendTLSPolicy/local/default/shop';
const policy = (validation: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: shop}
spec: {targetRefs: [{group: "", kind: Service, name: shop}], validation: ${validation}}
`;
const good = '{wellKnownCACertificates: System, hostname: shop.example}';
const broken = '{hostname: shop.example}';

describe('what restricts and cannot be read', () => {
  it('is in force as far as it says what it is about, until a version can be used, which then outlives a broken one', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fairlead-stand-in-'));
    const state = createMemoryState();
    const write = (validation: string) => writeFileSync(join(directory, 'policy.yaml'), policy(validation));
    write(broken);
    const follower = await Follower.start(createFileSource({ paths: [directory], state }));
    const inForce = () => {
      const entry = follower.entries.get(key);
      const resource = entry?.resource;
      assert.ok(resource?.id === 'gateway-api/BackendTLSPolicy');
      return { spec: resource.spec, errors: entry?.findings.filter(f => f.severity === 'error').length };
    };
    try {
      const { spec, errors } = inForce();
      assert.equal(errors, 1);
      assert.equal(spec.isUnreadable, true);
      assert.deepEqual(
        spec.targets.map(t => t.name),
        ['shop'],
      );

      write(good);
      await follower.until('the good version', () => inForce().spec.isUnreadable === undefined);
      assert.equal(inForce().spec.validation?.hostname, 'shop.example');

      write(broken);
      await follower.until('the broken version', () => inForce().errors === 1);
      assert.equal(inForce().spec.validation?.hostname, 'shop.example', 'the last good version');
    } finally {
      await follower.source.stop();
      rmSync(directory, { recursive: true });
    }
  });
});
