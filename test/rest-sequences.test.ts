import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderProxy } from '#envoy/printing';
import { decodeResource } from '#resources';
import { createMemoryState } from '#state';
import { pathOfObject } from '../src/cli/sent-object.ts';
import { startControlPlane } from '../src/main/control-plane.ts';
import { resourcesByProxy } from '../src/main/evaluation.ts';
import type { Pipeline } from '../src/main/pipeline.ts';
import { type StoredObjects, storedObjects } from '../src/server/testing/stored-objects.ts';
import { fixedValues, storyDocuments } from './harness/cases.ts';
import { makeKeyPair } from './harness/key-pair.ts';

type Document = Readonly<Record<string, unknown>>;

const mesh = (name: string): Document => ({ type: 'Mesh', name });
const dataplane = (name: string, address: string): Document => ({
  ...{ type: 'Dataplane', mesh: 'default', name },
  networking: { address, inbound: [{ port: 80, tags: { 'kuma.io/service': name } }] },
});

/** Every document of every story that can be used (one object comes in several variants), and some of a mesh. */
const documents: readonly Document[] = [
  ...storyDocuments({ ...fixedValues, ...makeKeyPair() }).filter(
    (d): d is Document => decodeResource(d).resource !== undefined,
  ),
  ...[mesh('default'), mesh('other'), dataplane('a', '10.0.0.1'), dataplane('a', '10.0.0.2')],
];

function pathOf(document: Document): string {
  const { ref } = decodeResource(document);
  assert.ok(ref !== undefined);
  return pathOfObject(document, ref);
}

function outcomeOf(pipeline: Pipeline) {
  const sorted = (entries: Iterable<[string, unknown]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    proxies: [...resourcesByProxy(pipeline)].map(([id, resources]) => [id, renderProxy(resources)]),
    status: sorted(pipeline.status.statuses.entries()),
    findings: sorted(pipeline.status.findings.entries()),
  };
}

/** Another control plane, which reads the store as it is now. */
async function freshFrom({ store, controlPlane }: StoredObjects) {
  const fresh = await startControlPlane({
    source: store.source(),
    state: createMemoryState(),
    policy: controlPlane.policy,
    xds: { address: '127.0.0.1:0' },
  });
  const outcome = outcomeOf(fresh.pipeline);
  await fresh.close();
  return outcome;
}

const edit = fc.record({
  document: fc.nat(documents.length - 1),
  method: fc.constantFrom('PUT', 'PUT', 'PUT', 'DELETE'),
  isBroken: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
  ifMatch: fc.option(fc.integer({ min: 1, max: 40 }), { freq: 5 }),
  isAwaited: fc.boolean(),
});

interface Edit {
  readonly document: number;
  readonly method: string;
  readonly isBroken: boolean;
  readonly ifMatch: number | null;
  readonly isAwaited: boolean;
}

async function send(api: StoredObjects, edits: readonly Edit[]): Promise<void> {
  const asked: Promise<void>[] = [];
  for (const { document: index, method, isBroken, ifMatch, isAwaited } of edits) {
    const document = documents[index] ?? {};
    const sent = isBroken ? { ...document, spec: 7, networking: 7 } : document;
    const condition = ifMatch === null ? {} : { 'if-match': `"${ifMatch}"` };
    const answer = api.ask(method, pathOf(document), method === 'PUT' ? sent : undefined, condition);
    asked.push(answer.then(({ status }) => assert.ok(status < 500)));
    if (isAwaited) await answer;
  }
  await Promise.all(asked);
}

test('any sequence of requests, one after the other or at once, comes to what a fresh start from the store comes to', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 60 }), async edits => {
      const api = await storedObjects();
      try {
        await send(api, edits);
        assert.deepEqual(outcomeOf(api.controlPlane.pipeline), await freshFrom(api));
      } finally {
        await api.close();
      }
    }),
    { numRuns: 40 },
  );
});
