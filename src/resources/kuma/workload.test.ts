import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specOf } from '../decode-yaml.ts';
import { workload } from './workload.ts';

test('a workload says nothing of itself', () => {
  assert.deepEqual(specOf(workload, '{type: Workload, mesh: default, name: web, spec: {}}'), {});
});
