import http from 'node:http';
import { load } from 'js-yaml';
import { decodeResource } from '#resources';
import { pathOfObject } from '../../src/cli/sent-object.ts';
import { type Document, documentsOfPlan, type Plan } from '../generate/index.ts';
import { type AdsClient, startAdsClient } from './ads-client.ts';
import { type Server, startServer } from './server.ts';
import { complete } from './session.ts';
import { storing } from './systems.ts';
import { nodesOf, verifyHeld } from './verify.ts';

/** StoredSession is Fairlead with a store that holds a whole plan, and connected proxies that hold what it gives them. */
export interface StoredSession {
  readonly server: Server;
  readonly client: AdsClient;
  /** Resolves when the object of a document is stored; rejects where it is refused. */
  put(document: Document): Promise<void>;
}

/** The number of objects written at once at the start. */
const atOnce = 32;

/** withStoredSession is the counterpart of `withSession` for a store. */
export async function withStoredSession<T>(
  plan: Plan,
  work: (session: StoredSession) => Promise<T>,
): Promise<T> {
  const client = startAdsClient();
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    const server = await startServer(storing, '');
    try {
      const put = (document: Document) => send(server.api, document, agent);
      const documents = documentsOfPlan(plan);
      for (let i = 0; i < documents.length; i += atOnce)
        await Promise.all(documents.slice(i, i + atOnce).map(put));
      await client.connect(server.target, nodesOf(plan));
      await complete(client, plan, server);
      await verifyHeld(client, plan);
      return await work({ server, client, put });
    } finally {
      agent.destroy();
      await server.stop();
    }
  } finally {
    await client.stop();
  }
}

function send(api: string, { file, text }: Document, agent: http.Agent): Promise<void> {
  const object = load(text) as Readonly<Record<string, unknown>>;
  const { ref } = decodeResource(object);
  if (ref === undefined) throw new Error(`${file} names no object`);
  const url = `http://${api}${pathOfObject(object, ref)}`;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = http.request(url, { method: 'PUT', headers, agent }, response => {
      response.resume().once('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode < 300) resolve();
        else reject(new Error(`PUT ${url}: ${statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(object));
  });
}
