import type { TestContext } from 'node:test';
import { createManualClock, type ManualClock } from '#lib/manual-clock.ts';
import { type XdsResource, type XdsType, xdsResource } from '#lib/xds-resource.ts';
import type { Push, Rejection, XdsServer, XdsServerOptions } from '../server.ts';
import { createXdsServer } from '../xds-server.ts';
import { AdsClient, type ConnectOptions } from './ads-client.ts';

export const view = 'default/gateway';

/** made is a resource of that name whose bytes say its name and `body`; a cluster needs the assignment of its own name. */
export function made(
  type: XdsType,
  name: string,
  body = '1',
  more: Partial<Omit<XdsResource, 'type' | 'name' | 'version' | 'bytes'>> = {},
): XdsResource {
  const assignment = type === 'cluster' ? { assignment: name } : {};
  return xdsResource({ type, name, bytes: Buffer.from(`${name} ${body}`), ...assignment, ...more });
}

/** withClusters adds the clusters that need these endpoints: without one, no view has them. */
export function withClusters(...endpoints: readonly XdsResource[]): readonly XdsResource[] {
  return [...endpoints.map(({ name }) => made('cluster', name)), ...endpoints];
}

/** Stage is a server on loopback with one view, whose clock the test moves on. */
export interface Stage {
  readonly server: XdsServer;
  readonly address: string;
  readonly clock: ManualClock;
  readonly pushes: Push[];
  readonly notices: string[];
  rejections: readonly Rejection[];
  put(...resources: readonly XdsResource[]): void;
  drop(...resources: readonly Pick<XdsResource, 'type' | 'name'>[]): void;
  connect(options?: ConnectOptions): AdsClient;
}

export interface StageOptions extends XdsServerOptions {
  readonly resources?: readonly XdsResource[];
  /** False: the test opens the server. */
  readonly open?: boolean;
}

export async function stage(t: TestContext, given: StageOptions = {}): Promise<Stage> {
  const { resources = [], open = true, ...options } = given;
  const clients: AdsClient[] = [];
  const pushes: Push[] = [];
  const notices: string[] = [];
  const clock = createManualClock();
  const server = createXdsServer({
    clock,
    onPush: push => pushes.push(push),
    onNotice: message => notices.push(message),
    onRejections: list => {
      one.rejections = list;
    },
    ...options,
  });
  const address = await server.listen({ address: '127.0.0.1:0' });
  const one: Stage = {
    server,
    address,
    clock,
    pushes,
    notices,
    rejections: [],
    put: (...more) =>
      server.apply({
        resources: more.map(resource => ({ type: resource.type, key: resource.name, resource })),
        members: more.map(({ type, name }) => ({ set: view, type, name, present: true })),
      }),
    drop: (...less) =>
      server.apply({
        resources: less.map(({ type, name }) => ({ type, key: name, resource: undefined })),
        members: less.map(({ type, name }) => ({ set: view, type, name, present: false })),
      }),
    connect(options) {
      const client = new AdsClient(address, options);
      clients.push(client);
      return client;
    },
  };
  server.apply({ views: [{ view, sets: [view] }] });
  one.put(...resources);
  if (open) server.open();
  t.after(async () => {
    for (const client of clients) client.close();
    await server.close();
  });
  return one;
}
