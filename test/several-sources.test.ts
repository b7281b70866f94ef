import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { renderProxy } from '#envoy/printing';
import { createGraph } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeResource } from '#resources';
import { joinSources, type Source } from '#sources';
import { createFileSource } from '#sources/files';
import { createMemoryObjects, type MemoryObjects } from '#sources/memory';
import { createMemoryState } from '#state';
import { startControlPlane } from '../src/main/control-plane.ts';
import { buildUnservedPipeline, resourcesByProxy } from '../src/main/evaluation.ts';
import { feedInputs } from '../src/main/feed-inputs.ts';
import { fixedValues, storyDocuments } from './harness/cases.ts';
import { ownMachine } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

type Document = Readonly<Record<string, unknown>>;

/** Every document of every story that can be used: the same key comes in several variants. */
const documents = storyDocuments({ ...fixedValues, ...makeKeyPair() }).filter(
  (d): d is Document => decodeResource(d).resource !== undefined,
);

function keyOf(document: unknown): string {
  const { ref } = decodeResource(document);
  return ref === undefined ? '' : resourceKey(ref);
}

async function pipelineOver(source: Source) {
  const graph = createGraph();
  const pipeline = buildUnservedPipeline(graph, ownMachine);
  await source.start(feedInputs(graph, pipeline.inputs));
  const sorted = (entries: Iterable<[string, unknown]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return () => ({
    proxies: [...resourcesByProxy(pipeline)].map(([id, resources]) => [id, renderProxy(resources)]),
    status: sorted(pipeline.status.statuses.entries()),
    findings: sorted(pipeline.status.findings.entries()),
  });
}

describe('several sources', () => {
  it('come, after any sequence of edits, to what a fresh start from them comes to', async () => {
    const edit = fc.record({
      of: fc.nat(1),
      document: fc.nat(documents.length - 1),
      isPut: fc.integer({ min: 0, max: 3 }).map(n => n > 0),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 60 }), async edits => {
        const stores: readonly MemoryObjects[] = [createMemoryObjects(), createMemoryObjects()];
        const open = () => joinSources(stores.map((store, i) => store.source({ name: `store ${i}` })));
        const edited = await pipelineOver(open());
        for (const { of, document: index, isPut } of edits) {
          const document = documents[index] ?? {};
          if (isPut) stores[of]?.put(document);
          else stores[of]?.remove(keyOf(document));
        }
        assert.deepEqual(edited(), (await pipelineOver(open()))());
      }),
      { numRuns: 60 },
    );
  });

  it('serve one configuration, and each object has its status from the source that it is in', async t => {
    const directory = mkdtempSync(join(tmpdir(), 'fairlead-several-'));
    t.after(() => rmSync(directory, { recursive: true, force: true }));
    const gateway = (port: number): Document => ({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'web' },
      spec: { gatewayClassName: 'any', listeners: [{ name: 'http', port, protocol: 'HTTP' }] },
    });
    const objects = createMemoryObjects();
    const key = objects.put(gateway(8080));
    const state = createMemoryState();
    const controlPlane = await startControlPlane({
      source: joinSources([createFileSource({ paths: [directory], state }), objects.source()]),
      state,
      policy: ownMachine,
      xds: { address: '127.0.0.1:0' },
    });
    t.after(() => controlPlane.close());
    const { gateways } = controlPlane.pipeline.translation;
    const portsInForce = () => gateways.get(key)?.listeners.map(l => l.port);
    const next = async () => {
      const change = new EventTarget();
      const end = gateways.subscribe(() => change.dispatchEvent(new Event('change')));
      await once(change, 'change');
      end();
    };
    assert.deepEqual(portsInForce(), [8080]);
    while (objects.statusOf(key) === undefined) await nextTurn();

    const file = join(directory, 'web.json');
    const shadowed = next();
    writeFileSync(file, JSON.stringify(gateway(9090)));
    await shadowed;
    assert.deepEqual(portsInForce(), [9090]);
    const [finding] =
      controlPlane.pipeline.status.findings.get(key)?.filter(f => f.reason === 'Duplicate') ?? [];
    assert.match(finding?.message ?? '', /is in memory too, and differs there: what files says is in force/);
    assert.equal(controlPlane.origin(key)?.file, file);

    const back = next();
    rmSync(file);
    await back;
    assert.deepEqual(portsInForce(), [8080]);
  });
});
