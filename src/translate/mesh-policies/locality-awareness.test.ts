import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WrittenLocalityAwareness } from '#resources';
import { isAware, zonesNear } from './locality-awareness.ts';

const standing = { 'kuma.io/zone': 'east', node: 'n1', rack: 'r1' };
const near = (written: WrittenLocalityAwareness) => zonesNear(standing, written);

describe('what a policy says of where endpoints stand', () => {
  it('gives each tag nine times of what all behind it get, where nobody gives weights', () => {
    const tags = ['node', 'floor', 'rack'].map(key => ({ key }));
    const zones = near({ localZone: { affinityTags: tags } });
    assert.deepEqual(zones.kind === 'near' && zones.alike, [
      { trait: 'node', value: 'n1', weight: 900 },
      // Who calls stands on no floor.
      { trait: 'rack', value: 'r1', weight: 9 },
    ]);
  });

  it('lets those zones take over that are named for the zone of who calls, in their order', () => {
    const zones = near({
      crossZone: {
        failover: [
          { from: { zones: ['west'] }, to: { type: 'Any' } },
          { from: { zones: ['east', 'north'] }, to: { type: 'Only', zones: ['north'] } },
          { to: { type: 'None' } },
          { to: { type: 'AnyExcept', zones: ['west'] } },
        ],
        failoverThreshold: { percentage: 70 },
      },
    });
    assert.deepEqual(zones.kind === 'near' && zones.beyond, [
      { kind: 'only', zones: ['north'] },
      { kind: 'except', zones: ['west'] },
    ]);
    assert.equal(zones.kind === 'near' && zones.overprovisioning, 143);
  });

  it('goes before that zones are nothing, where it says something', () => {
    assert.equal(isAware({ disabled: true }), false);
    assert.equal(isAware({ disabled: true, crossZone: {} }), true);
    assert.equal(isAware({}), true);
  });
});
