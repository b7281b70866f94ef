import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { renderProxy } from '#envoy/printing';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeResource } from '#resources';
import type { Source } from '#sources';
import { createKubernetesSource, openCluster } from '#sources/kubernetes';
import { evaluate, resourcesByProxy } from '../../src/main/evaluation.ts';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';
import { type Case, cases, fill, fixedValues } from '../harness/cases.ts';
import { ownMachine } from '../harness/evaluation.ts';
import { makeKeyPair } from '../harness/key-pair.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { applyDefinitions } from './harness/definitions.ts';
import { apiServerMissing } from './harness/tools.ts';

const controller = 'fairlead.dev/gateway-controller';
const values = { ...fixedValues, ...makeKeyPair() };

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/**
 * What stories say is put into an API server, and read from there. What that refuses, or has no definition of, is left out on both
 * sides: stories are about mistakes too, and about objects that are in files alone.
 */
describe('stories, of a cluster instead of files', { skip: apiServerMissing() }, () => {
  let server: ApiServer;
  before(async () => {
    server = await startApiServer();
    await applyDefinitions(server, 'experimental', 'envoy-gateway');
  });
  after(() => server?.close());

  for (const story of cases()) {
    it(`${story.name}: the same is sent and said`, async t => {
      const { taken, refused } = await put(story);
      if (refused.length > 0) t.diagnostic(`left out: ${refused.join(', ')}`);
      const cluster = await openCluster({ kubeconfig: server.kubeconfig });
      try {
        const source = createKubernetesSource({
          cluster,
          controller,
          looksOnce: true,
          onNotice: assert.fail,
        });
        const fromCluster = await outcomeOf(source, taken);
        assert.deepEqual(fromCluster, await outcomeOf(byHand(taken), taken));
        assert.ok(Object.keys(fromCluster.proxies).length > 0 || refused.length > 0);
      } finally {
        cluster.close();
        await server.kubectl(
          ['delete', '--wait=true', '--ignore-not-found', '-f', '-'],
          list(taken.filter(isNoNamespace)),
        );
      }
    });
  }

  /** What the API server took, as it then has it: with the defaults of the definitions. */
  async function put(story: Case): Promise<{ taken: readonly Written[]; refused: readonly string[] }> {
    const documents = documentsIn(fill(story.input, values)).filter(isUsual).map(inNamespace);
    const namespaces = new Set(documents.flatMap(({ metadata: { namespace } }) => namespace ?? []));
    await server.apply(
      ...[...namespaces].map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    );
    const taken: Written[] = [];
    const refused: string[] = [];
    for (const object of documents) {
      try {
        await server.kubectl(
          ['apply', '--server-side', '--force-conflicts', '-f', '-'],
          JSON.stringify(object),
        );
        const path = [
          `${object.kind}.${object.apiVersion.includes('/') ? object.apiVersion.split('/').reverse().join('.') : 'v1.'}`,
          object.metadata.name,
          ...ofNamespace(object),
        ];
        taken.push(JSON.parse(await server.kubectl(['get', '--output=json', ...path])));
      } catch {
        refused.push(`${object.kind} ${object.metadata.name}`);
      }
    }
    return { taken, refused };
  }
});

/** What would be sent, and what is said of these objects. */
async function outcomeOf(source: Source, objects: readonly Written[]) {
  const { pipeline } = await evaluate(source, ownMachine);
  const keys = new Set(objects.flatMap(keyOf));
  const said = <T>(entries: Iterable<[string, T]>) =>
    Object.fromEntries([...entries].filter(([key]) => keys.has(key)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    proxies: Object.fromEntries([...resourcesByProxy(pipeline)].map(([id, own]) => [id, renderProxy(own)])),
    statuses: said(pipeline.status.statuses.entries()),
    findings: said(pipeline.status.findings.entries()),
  };
}

/** What any source would make of the objects. */
function byHand(objects: readonly Written[]): Source {
  return {
    name: 'by hand',
    start: async sink =>
      sink(
        objects.map(object => {
          const { ref, resource, standIn, findings } = decodeResource(object);
          const inForce = resource ?? standIn;
          const entry = { ...(inForce === undefined ? {} : { resource: inForce }), findings, controller };
          return { key: ref === undefined ? '' : resourceKey(ref), entry };
        }),
      ),
    stop: async () => {},
    origin: () => undefined,
    written: () => undefined,
  };
}

function isUsual(document: unknown): document is Written {
  return (
    typeof document === 'object' && document !== null && 'apiVersion' in document && 'metadata' in document
  );
}

function inNamespace(object: Written): Written {
  const { ref } = decodeResource(object);
  if (ref === undefined || ref.namespace === '') return object;
  return { ...object, metadata: { ...object.metadata, namespace: ref.namespace } };
}

function ofNamespace({ metadata: { namespace } }: Written): readonly string[] {
  return namespace === undefined ? [] : [`--namespace=${namespace}`];
}

function isNoNamespace({ kind }: Written): boolean {
  return kind !== 'Namespace';
}

function keyOf(object: Written): string[] {
  const { ref } = decodeResource(object);
  return ref === undefined ? [] : [resourceKey(ref)];
}

function list(items: readonly Written[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
