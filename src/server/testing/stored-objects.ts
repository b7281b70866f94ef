import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Introspection } from '#inspect';
import { joinSources, type Source } from '#sources';
import { openStore, type Store } from '#sources/store';
import { createMemoryState } from '#state';
import { type ControlPlane, startControlPlane } from '../../main/control-plane.ts';
import { inspect } from '../../main/introspection.ts';
import { makeDefaultMesh, startApiServer } from '../index.ts';

/** Answer is the API's answer; `body` is parsed JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** StoredObjects is a control plane, with its API, over a store and over sources that go before it. */
export interface StoredObjects {
  readonly url: string;
  readonly store: Store;
  readonly controlPlane: ControlPlane;
  readonly introspection: Introspection;
  ask(method: string, path: string, body?: unknown, headers?: http.OutgoingHttpHeaders): Promise<Answer>;
  close(): Promise<void>;
}

/** storedObjects starts one over a new store. `bugs` of the API fail the test that closes it. */
export async function storedObjects(before: readonly Source[] = []): Promise<StoredObjects> {
  const directory = mkdtempSync(join(tmpdir(), 'fairlead-objects-'));
  const store = openStore(join(directory, 'store.sqlite'));
  await makeDefaultMesh(store);
  const controlPlane = await startControlPlane({
    source: joinSources([...before, store.source()]),
    state: createMemoryState(),
    policy: { allowed: new Set(['loopback']), socketDirectories: [], refusedSockets: [] },
    xds: { address: '127.0.0.1:0' },
  });
  const introspection = inspect().of(controlPlane);
  const bugs: unknown[] = [];
  const server = await startApiServer({
    introspection: () => introspection,
    ...{ host: '127.0.0.1', port: 0, access: { isLocal: true }, store },
    onBug: error => bugs.push(error),
  });
  return {
    url: server.url,
    ...{ store, controlPlane, introspection },
    ask: (method, path, body, headers = {}) =>
      send(server.url + path, method, typeof body === 'string' ? body : JSON.stringify(body), headers),
    close: async () => {
      await server.close();
      await controlPlane.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
      if (bugs.length > 0) throw new Error('the API failed', { cause: bugs[0] });
    },
  };
}

function send(
  url: string,
  method: string,
  body: string | undefined,
  headers: http.OutgoingHttpHeaders,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = http.request(url, { method, headers: { ...type, ...headers }, agent: false }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: readJson(text) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function readJson(text: string): Answer['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
