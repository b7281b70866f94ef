import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#lib/testing/free-port.ts';
import { ConsulServer, type Registered } from '../../src/discovery/testing/consul-server.ts';
import { type Door, openDoor } from '../harness/door.ts';

/** Instance is what is registered of one, at a node of its own. */
export interface Instance {
  /** Its own; absent: it is at its node's. */
  readonly address?: string;
  readonly node: string;
  readonly port?: number;
  readonly tags?: readonly string[];
  readonly status?: 'passing' | 'warning' | 'critical';
  readonly weights?: { readonly Passing: number; readonly Warning: number };
}

/** Catalogue is an agent of Consul, and what is registered there. It is asked by way of a door. */
export interface Catalogue {
  readonly url: string;
  readonly door: Door;
  /** put has these, by their identifiers, be all instances of a service. */
  put(service: string, instances: Readonly<Record<string, Instance>>): Promise<void>;
  close(): Promise<void>;
}

/** startCatalogue runs a real agent where there is one (`consul` on the path, or `$FAIRLEAD_CONSUL`), and what answers as one otherwise. */
export async function startCatalogue(program: string | undefined): Promise<Catalogue> {
  return program === undefined ? await startStandIn() : await startAgent(program);
}

const registeredAs = (
  service: string,
  id: string,
  { address = '', node, port = 0, tags = [], status = 'passing', weights }: Instance,
): Registered => ({
  Node: { Node: `node-of-${id}`, Address: node },
  Service: {
    ...{ ID: id, Service: service, Address: address, Port: port, Tags: tags },
    ...(weights === undefined ? {} : { Weights: weights }),
  },
  Checks: [{ Node: `node-of-${id}`, CheckID: `check-of-${id}`, ServiceID: id, Name: id, Status: status }],
});

async function startStandIn(): Promise<Catalogue> {
  const server = await ConsulServer.start();
  server.dataCenters = new Set(['dc1']);
  const door = await openDoor(Number(new URL(server.url).port));
  return {
    url: `http://127.0.0.1:${door.port}`,
    door,
    put: async (service, instances) =>
      server.put(
        service,
        Object.entries(instances).map(([id, one]) => registeredAs(service, id, one)),
      ),
    close: async () => {
      door.close();
      await server.stop();
    },
  };
}

async function startAgent(program: string): Promise<Catalogue> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-consul-'));
  const ports = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  const [http, serfLan, serfWan, server, dns] = ports;
  const settings = { http, serf_lan: serfLan, serf_wan: serfWan, server, dns, grpc: -1, grpc_tls: -1 };
  const flags = [
    'agent',
    '-dev',
    '-bind=127.0.0.1',
    '-node=here',
    `-hcl=ports = ${JSON.stringify(settings)}`,
  ];
  const agent = spawn(program, flags, { cwd: folder, stdio: 'ignore' });
  const ended = once(agent, 'exit');
  const own = `http://127.0.0.1:${http}`;
  const tell = async (what: string, body: object) => {
    const answer = await fetch(`${own}/v1/catalog/${what}`, { method: 'PUT', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
  };
  await untilLeading(own);
  const door = await openDoor(Number(http));
  const there = new Map<string, Set<string>>();
  return {
    url: `http://127.0.0.1:${door.port}`,
    door,
    put: async (service, instances) => {
      for (const [id, one] of Object.entries(instances)) {
        const { Node, Service, Checks } = registeredAs(service, id, one);
        await tell('register', { ...Node, Service, Checks });
      }
      for (const id of there.get(service) ?? [])
        if (instances[id] === undefined) await tell('deregister', { Node: `node-of-${id}` });
      there.set(service, new Set(Object.keys(instances)));
    },
    close: async () => {
      door.close();
      agent.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilLeading(url: string): Promise<void> {
  const late = AbortSignal.timeout(60_000);
  for (;;) {
    const leader = await fetch(`${url}/v1/status/leader`, { signal: late })
      .then(answer => answer.text())
      .catch(() => '""');
    if (leader !== '""' && leader.startsWith('"')) return;
    late.throwIfAborted();
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
