import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { type ServiceProbe, type ServiceProbes, startServiceProbes } from './service-probes.ts';

describe('probes of applications', () => {
  let probes: ServiceProbes | undefined;
  const servers: Server[] = [];
  afterEach(() => {
    probes?.stop();
    for (const server of servers.splice(0)) server.close();
  });

  const listen = async (port: number) => {
    const server = createServer(socket => socket.destroy());
    servers.push(server);
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return server;
  };
  const probe = (port: number, servicePort: number, more: Partial<ServiceProbe> = {}): ServiceProbe => ({
    ...{ port, address: '127.0.0.1', servicePort, interval: 20, timeout: 1_000 },
    ...{ unhealthyThreshold: 1, healthyThreshold: 1 },
    ...more,
  });
  /** What is told, one after the other. */
  const start = (list: readonly ServiceProbe[]) => {
    const told: (readonly number[])[] = [];
    const waiting: (() => void)[] = [];
    probes = startServiceProbes(list, notReady => {
      told.push(notReady);
      for (const go of waiting.splice(0)) go();
    });
    const next = async () => {
      if (told.length === 0) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('nothing is told')), 10_000);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return told.shift();
    };
    return { next };
  };

  it('tell when all have been tried, and then what changes', async () => {
    const [up, down] = [await freePort(), await freePort()];
    await listen(up);
    const { next } = start([probe(80, up), probe(81, down)]);
    assert.equal(probes?.notReady(), undefined);
    assert.deepEqual(await next(), [81]);
    const server = await listen(down);
    assert.deepEqual(await next(), []);
    server.close();
    assert.deepEqual(await next(), [81]);
    assert.deepEqual(probes?.notReady(), [81]);
  });

  it('believe an application that has failed only after as many answers as they are told', async () => {
    const port = await freePort();
    const server = await listen(port);
    const { next } = start([probe(80, port, { unhealthyThreshold: 5, healthyThreshold: 3 })]);
    assert.deepEqual(await next(), []);
    server.close();
    const began = performance.now();
    assert.deepEqual(await next(), [80]);
    assert.ok(performance.now() - began >= 4 * 20);
  });
});
