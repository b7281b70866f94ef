import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import { createGraph, createManualClock } from '#graph';
import { Fault } from '#lib/fault.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { Source } from '#sources';
import { createMemoryObjects, type MemorySourceOptions } from '#sources/memory';
import { buildUnservedPipeline } from './evaluation.ts';
import { feedInputs } from './feed-inputs.ts';
import { timeConditions } from './inspected-pipeline.ts';
import { documentsIn } from './testing/hand-fed.ts';
import { writeBack } from './write-back.ts';

const group = 'gateway.networking.k8s.io';
const shop = `
apiVersion: ${group}/v1
kind: GatewayClass
metadata: {name: ours}
spec: {controllerName: example.com/ours}
---
apiVersion: ${group}/v1
kind: GatewayClass
metadata: {name: others}
spec: {controllerName: example.com/others}
---
apiVersion: ${group}/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: ours, listeners: [{name: http, port: 8080, protocol: HTTP}]}
---
apiVersion: ${group}/v1
kind: Gateway
metadata: {name: theirs}
spec: {gatewayClassName: others, listeners: [{name: http, port: 8080, protocol: HTTP}]}
---
apiVersion: ${group}/v1
kind: HTTPRoute
metadata: {name: shop}
spec: {parentRefs: [{name: web}, {name: theirs}], rules: [{}]}
`;

function key(kind: string, name: string, namespace = 'default'): string {
  return resourceKey({ group, kind, zone: localZone, namespace, name });
}

/** A pipeline over objects that have a place for status. `around` may stand between the two. */
async function running(options: MemorySourceOptions, around: (source: Source) => Source = s => s) {
  const objects = createMemoryObjects();
  const graph = createGraph();
  const clock = createManualClock();
  const pipeline = buildUnservedPipeline(graph, {
    allowed: new Set(),
    socketDirectories: [],
    refusedSockets: [],
  });
  for (const document of documentsIn(shop)) objects.put(document as Readonly<Record<string, unknown>>);
  const source = around(objects.source(options));
  await source.start(feedInputs(graph, pipeline.inputs));
  const notices: string[] = [];
  const said = new EventEmitter();
  const back = writeBack({
    source,
    pipeline,
    times: timeConditions(pipeline.status, clock.now),
    clock,
    onNotice: message => {
      notices.push(message);
      said.emit('notice');
    },
  });
  return { objects, graph, clock, pipeline, notices, said, back, written: async () => settled() };
}

/** Writes to objects in memory take turns of microtasks alone. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

interface Status {
  readonly conditions?: readonly Condition[];
  readonly parents?: readonly {
    readonly controllerName: string;
    readonly conditions: readonly Condition[];
  }[];
}
interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
}

test('what we think of an object stands in its status, and what belongs to another controller is let be', async () => {
  const { objects, written, pipeline } = await running({ controller: 'example.com/ours' });
  await written();
  const route = objects.statusOf(key('HTTPRoute', 'shop')) as Status;
  assert.deepEqual(
    route.parents?.map(p => p.controllerName),
    ['example.com/ours'],
  );
  assert.match(route.parents[0]?.conditions[0]?.lastTransitionTime ?? '', /^1970-01-01T00:00:00Z$/);
  const web = objects.statusOf(key('Gateway', 'web')) as Status;
  assert.ok(web.conditions?.some(c => c.type === 'Accepted' && c.status === 'True'));
  assert.ok(objects.statusOf(key('GatewayClass', 'ours', '')) !== undefined);
  assert.equal(objects.statusOf(key('Gateway', 'theirs')), undefined);
  assert.equal(objects.statusOf(key('GatewayClass', 'others', '')), undefined);
  assert.deepEqual(
    [...pipeline.translation.gateways.entries()].map(([, g]) => g.id),
    ['default/web'],
  );
  assert.deepEqual([...pipeline.status.findings.entries()], []);
});

test('a parent that is not there may be another controller’s: its author hears of it, and no status of ours says so', async () => {
  const { objects, written, pipeline } = await running({ controller: 'example.com/ours' });
  await written();
  objects.remove(key('Gateway', 'web'));
  await written();
  assert.deepEqual(objects.statusOf(key('HTTPRoute', 'shop')), { parents: [] });
  const findings = pipeline.status.findings.get(key('HTTPRoute', 'shop')) ?? [];
  assert.deepEqual(
    findings.map(f => [f.reason, f.path]),
    [['NoMatchingParent', 'spec.parentRefs[0]']],
  );
});

test('where nobody says which classes are ours, all are', async () => {
  const { objects, written } = await running({});
  await written();
  const route = objects.statusOf(key('HTTPRoute', 'shop')) as Status;
  assert.deepEqual(
    route.parents?.map(p => p.controllerName),
    ['fairlead.dev/gateway-controller', 'fairlead.dev/gateway-controller'],
  );
});

test('our own writes re-run nothing, and each change is written once', async () => {
  const writes: string[] = [];
  const { objects, written, graph } = await running({}, source => ({
    ...source,
    writeStatus: async write => {
      writes.push(write.key.split('/').slice(1).join('/'));
      await source.writeStatus?.(write);
    },
  }));
  await written();
  assert.equal(writes.length, 5);
  const runs = () => graph.dump().reduce((sum, { runs }) => sum + runs, 0);
  const before = runs();
  await written();
  assert.deepEqual([writes.length, runs()], [5, before]);
  objects.remove(key('Gateway', 'web'));
  await written();
  assert.deepEqual(writes.slice(5), ['HTTPRoute/local/default/shop']);
});

test('an object that was deleted and made anew gets its status again', async () => {
  const { objects, written } = await running({});
  const [of, ...others] = documentsIn(shop) as Readonly<Record<string, unknown>>[];
  assert.ok(of !== undefined && others.length === 4);
  await written();
  objects.remove(key('GatewayClass', 'ours', ''));
  objects.put(of);
  await written();
  assert.ok(objects.statusOf(key('GatewayClass', 'ours', '')) !== undefined);
});

test('a status that cannot be written is said once, and tried again until it is', async () => {
  let isDown = true;
  const { objects, written, notices, said, clock } = await running({}, source => ({
    ...source,
    writeStatus: async write => {
      if (isDown) throw new Fault('environment', 'the server is down');
      await source.writeStatus?.(write);
    },
  }));
  await once(said, 'notice');
  await written();
  assert.deepEqual([notices, clock.waiting], [['status not written, tried again: the server is down'], 1]);
  clock.turn(1_000);
  await written();
  assert.deepEqual([notices.length, clock.waiting], [1, 1]);
  isDown = false;
  clock.turn(2_000);
  await written();
  assert.equal(clock.waiting, 0);
  for (const [kind, name] of [
    ['Gateway', 'web'],
    ['HTTPRoute', 'shop'],
  ] as const)
    assert.ok(objects.statusOf(key(kind, name)) !== undefined);
});
