import { load } from 'js-yaml';
import { decodeResource } from '#resources';
import { type Cluster, openCluster } from '#sources/kubernetes';
import { pathOfObject } from '../../src/cli/sent-object.ts';
import { type ApiServer, startApiServer } from '../../test/kubernetes/harness/api-server.ts';
import { applyDefinitions } from '../../test/kubernetes/harness/definitions.ts';
import { type Document, documentsOfPlan, namespace, type Plan } from '../generate/index.ts';

/** Stage is an API server that has the objects of a plan. */
export interface Stage {
  readonly server: ApiServer;
  /** Resolves when the object of a document is in the API server. */
  put(document: Document): Promise<void>;
}

/** So many objects are written at once at the start. */
const atOnce = 32;

/** withStage starts an API server, fills it with a plan, and ends it after the work. */
export async function withStage<T>(plan: Plan, work: (stage: Stage) => Promise<T>): Promise<T> {
  const server = await startApiServer();
  let cluster: Cluster | undefined;
  try {
    await applyDefinitions(server, 'standard', 'envoy-gateway');
    await server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    cluster = await openCluster({ kubeconfig: server.kubeconfig });
    const to = cluster;
    const documents = documentsOfPlan(plan);
    for (let i = 0; i < documents.length; i += atOnce)
      await Promise.all(documents.slice(i, i + atOnce).map(one => put(to, one)));
    return await work({ server, put: document => put(to, document) });
  } finally {
    cluster?.close();
    await server.close();
  }
}

async function put(cluster: Cluster, { file, text }: Document): Promise<void> {
  const object = load(text) as Readonly<Record<string, unknown>>;
  const { ref } = decodeResource(object);
  if (ref === undefined) throw new Error(`${file} names no object`);
  const answer = await cluster.send({
    method: 'PATCH',
    path: pathOfObject(object, ref),
    query: { fieldManager: 'bench', force: 'true' },
    body: { type: 'application/apply-patch+yaml', text: JSON.stringify(object) },
  });
  answer.resume();
}
