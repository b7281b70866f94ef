import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGraph } from '#graph';
import { buildUnservedPipeline } from './evaluation.ts';

// Part of `npm run check`: names of collections are unique in a graph, which no compiler sees.
test('the graph from resources to bytes can be laid, and holds nothing while nothing is written', () => {
  const policy = {
    allowed: new Set<never>(),
    socketDirectories: [],
    refusedSockets: [],
    allowsPatches: true,
  };
  const { views, members, status } = buildUnservedPipeline(createGraph(), policy);
  assert.deepEqual([views.size, members.size, status.findings.size], [0, 0, 0]);
});
