import { load } from 'js-yaml';
import { decodeResource } from '#resources';
import { type Cluster, type ClusterRequest, openCluster } from '#sources/kubernetes';
import { pathOfObject } from '../../src/cli/sent-object.ts';
import { type ApiServer, startApiServer } from '../../test/kubernetes/harness/api-server.ts';
import { applyDefinitions } from '../../test/kubernetes/harness/definitions.ts';
import { type Document, namespace } from '../generate/index.ts';

/** Stage is an API server that has the objects of some documents. */
export interface Stage {
  readonly server: ApiServer;
  /** Resolves when the object of a document is in the API server. */
  put(document: Document): Promise<void>;
  /** Returns a function that does the same, but with the preparations done, so that they are not timed. */
  prepare(document: Document): () => Promise<void>;
  /** Puts all of them, some at a time. */
  putAll(documents: readonly Document[]): Promise<void>;
}

/** The number of objects written at once at the start. */
const atOnce = 32;

/** withStage starts an API server, fills it with documents, and ends it after the work. */
export async function withStage<T>(
  documents: readonly Document[],
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const server = await startApiServer();
  let cluster: Cluster | undefined;
  try {
    await applyDefinitions(server, 'standard', 'envoy-gateway');
    await server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    cluster = await openCluster({ kubeconfig: server.kubeconfig });
    const stage = onStage(server, cluster);
    await stage.putAll(documents);
    return await work(stage);
  } finally {
    cluster?.close();
    await server.close();
  }
}

function onStage(server: ApiServer, cluster: Cluster): Stage {
  const prepare = (document: Document) => {
    const request = requestFor(document);
    return async () => {
      (await cluster.send(request)).resume();
    };
  };
  const put = (document: Document) => prepare(document)();
  const putAll = async (documents: readonly Document[]) => {
    for (let i = 0; i < documents.length; i += atOnce)
      await Promise.all(documents.slice(i, i + atOnce).map(put));
  };
  return { server, prepare, put, putAll };
}

function requestFor({ file, text }: Document): ClusterRequest {
  const object = load(text) as Readonly<Record<string, unknown>>;
  const { ref } = decodeResource(object);
  if (ref === undefined) throw new Error(`${file} names no object`);
  return {
    method: 'PATCH',
    path: pathOfObject(object, ref),
    query: { fieldManager: 'bench', force: 'true' },
    body: { type: 'application/apply-patch+yaml', text: JSON.stringify(object) },
  };
}
