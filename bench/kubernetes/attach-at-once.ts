import { setTimeout as pause } from 'node:timers/promises';
import { type Document, namespace, routeDocument } from '../generate/index.ts';
import type { AdsClient } from '../harness/ads-client.ts';
import { now } from '../harness/clock.ts';
import type { Server } from '../harness/server.ts';
import { within } from '../harness/within.ts';
import type { Stage } from './stage.ts';
import type { Watcher } from './watcher.ts';

/** AttachedAtOnce is the cost of a thousand routes; times are ms from just before the first was written. */
export interface AttachedAtOnce {
  readonly written: number;
  /** A bare watch had received all of them. */
  readonly seen: number;
  /** The proxy held all of them. */
  readonly held: number;
  /** All routes and their Gateway had the right status. */
  readonly told: number;
  readonly statusWrites: number;
}

export interface AttachOptions {
  readonly stage: Stage;
  readonly server: Server;
  readonly client: AdsClient;
  readonly watcher: Watcher;
  readonly gateway: string;
  /** The backend of all routes. */
  readonly backend: string;
}

const count = 1_000;

/** attachAtOnce attaches a thousand routes to a gateway at once. It rejects where one of them gets lost. */
export async function attachAtOnce(options: AttachOptions): Promise<AttachedAtOnce> {
  const { stage, server, client, watcher } = options;
  const routes = routesTo(options);
  const { length: before } = await routesWritten(options);
  const writesBefore = await statusWrites(stage.server);
  const arrival = await client.await(routes.map(({ hostname }) => ({ kind: 'domain', value: hostname })));
  const armed = await Promise.all(routes.map(({ hostname }) => watcher.await(`"${hostname}"`)));
  const began = now();
  await stage.putAll(routes.map(({ document }) => document));
  const written = now() - began;
  const held = await within(arrival.times, server, 'a route');
  const seen = await within(Promise.all(armed.map(({ at }) => at)), server, 'a route to the watch');
  const told = await within(allTold(options, before + count), server, 'the status of a route');
  return {
    written,
    seen: Math.max(...seen) - began,
    held: Math.max(...held) - began,
    told: told - began,
    statusWrites: (await statusWrites(stage.server)) - writesBefore,
  };
}

function routesTo({ gateway, backend }: AttachOptions): readonly { hostname: string; document: Document }[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `y${String(i).padStart(5, '0')}`;
    const hostname = `${name}.test`;
    const rules = [{ prefix: '/', backends: [{ name: backend }] }];
    return { hostname, document: routeDocument(name, [gateway], hostname, rules) };
  });
}

const base = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}`;

interface Attachments {
  readonly status?: {
    readonly parents?: readonly { readonly conditions: readonly { readonly status: string }[] }[];
    readonly listeners?: readonly { readonly attachedRoutes: number }[];
  };
}

async function look<T>({ stage }: Pick<AttachOptions, 'stage'>, path: string): Promise<T> {
  return JSON.parse(await stage.server.kubectl(['get', '--raw', `${base}/${path}`]));
}

async function attachedTo(options: Pick<AttachOptions, 'stage' | 'gateway'>): Promise<number> {
  const { status } = await look<Attachments>(options, `gateways/${options.gateway}`);
  return status?.listeners?.[0]?.attachedRoutes ?? 0;
}

async function routesWritten(options: Pick<AttachOptions, 'stage'>): Promise<readonly Attachments[]> {
  return (await look<{ readonly items: readonly Attachments[] }>(options, 'httproutes')).items;
}

/** The time when the Gateway counts so many routes, and every route has the status that it is attached. */
async function allTold(options: AttachOptions, attached: number): Promise<number> {
  for (;;) {
    const at = now();
    if ((await attachedTo(options)) === attached) {
      const items = await routesWritten(options);
      const isTold = ({ status }: Attachments) =>
        status?.parents?.[0]?.conditions.every(condition => condition.status === 'True') === true;
      if (items.length === attached && items.every(isTold)) return at;
    }
    await pause(50);
  }
}

/** How many writes of status an API server has taken. */
async function statusWrites({ kubectl }: Stage['server']): Promise<number> {
  const metrics = await kubectl(['get', '--raw', '/metrics']);
  const counts = metrics.matchAll(
    /^apiserver_request_total\{(?=[^}]*subresource="status")(?=[^}]*verb="APPLY")[^}]*\} (\S+)$/gm,
  );
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
