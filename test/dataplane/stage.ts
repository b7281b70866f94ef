import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deathGuard, type FleetEvent, findEnvoy } from '#dataplane';

// What the suites beside this file share: an Envoy, folders and ports of their own, an upstream, and a way to wait.

export const checkout = fileURLToPath(new URL('../..', import.meta.url));
export const envoy = await findEnvoy({ checkout });
export const guard = await deathGuard();

/** A folder that goes away with the test. */
export async function folderFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An upstream that answers `hello`, and `/slow` only when told to. */
export async function startUpstream(t: TestContext) {
  const held: (() => void)[] = [];
  let arrived: () => void;
  const slowArrived = new Promise<void>(resolve => {
    arrived = resolve;
  });
  const server = createHttpServer((request, response) => {
    if (request.url !== '/slow') {
      response.end('hello');
      return;
    }
    held.push(() => response.end('slow'));
    arrived();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = (server.address() as AddressInfo).port;
  const answerSlow = () => {
    for (const answer of held.splice(0)) answer();
  };
  return { port, slowArrived, answerSlow };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly closes: boolean;
  readonly byEnvoy: boolean;
}

/** One request on a connection of its own. */
export function ask(port: number, path = '/'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false, headers: { connection: 'keep-alive' } }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body,
          closes: response.headers.connection === 'close',
          byEnvoy: response.headers.server === 'envoy',
        }),
      );
      response.on('error', reject);
    }).on('error', reject);
  });
}

/**
 * Resolves when no Envoy answers on the port any more: of a process that is killed, the kernel closes one socket after
 * another, and the port may soon be somebody else's.
 */
export async function noEnvoyAnswers(port: number): Promise<void> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
    if (!(await ask(port).catch(() => undefined))?.byEnvoy) return;
  }
  assert.fail(`an Envoy still answers on port ${port}`);
}

/** Events of a fleet as they come, and a way to wait for one. */
export function eventLog() {
  const events: FleetEvent[] = [];
  const waiting: { readonly matches: (event: FleetEvent) => boolean; readonly resolve: () => void }[] = [];
  return {
    events,
    push(event: FleetEvent) {
      events.push(event);
      for (const waiter of waiting.filter(w => w.matches(event))) waiter.resolve();
    },
    /** Resolves at the next event that matches, those so far included. */
    seen(matches: (event: FleetEvent) => boolean): Promise<void> {
      if (events.some(matches)) return Promise.resolve();
      return new Promise(resolve => waiting.push({ matches, resolve }));
    },
    /** Forgets what came so far, so that `seen` waits for something new. */
    clear() {
      events.length = 0;
    },
  };
}

export function isRunning(gateway: string) {
  return (event: FleetEvent) =>
    event.kind === 'state' && event.gateway === gateway && event.state.kind === 'running';
}

/** Whether a process is there (a zombie is not). */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
