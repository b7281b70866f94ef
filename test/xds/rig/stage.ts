import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import { createXdsServer, type Push, type Rejection, type XdsServer, type XdsServerOptions } from '#xds';
import { type Envoy, type EnvoyOptions, startEnvoy } from './envoy.ts';
import { eventually, startUpstream, type Upstream } from './http.ts';

export const view = 'default/gateway';

/** Stage is an xDS server on a unix socket with one view, whose resources are what was put last, and a real Envoy. */
export interface Stage {
  /** Where the server listens. */
  readonly address: string;
  readonly pushes: Push[];
  readonly notices: string[];
  readonly rejections: () => readonly Rejection[];
  server: XdsServer;
  envoy: Envoy;
  put(...resources: readonly XdsResource[]): void;
  drop(...resources: readonly Pick<XdsResource, 'type' | 'name'>[]): void;
  /** Ends the server and starts another from the same resources, as after a kill. */
  restart(options?: XdsServerOptions): Promise<void>;
  upstream(name: string, delay?: (path: string) => Promise<void>): Promise<Upstream>;
  /** Names that were sent of a type, in order. */
  sent(type: XdsType): readonly string[];
}

export interface StageOptions extends XdsServerOptions {
  readonly resources?: readonly XdsResource[];
  readonly envoy?: Partial<EnvoyOptions>;
}

export async function stage(t: TestContext, given: StageOptions = {}): Promise<Stage> {
  const { resources: initial = [], envoy: envoyOptions, ...options } = given;
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-xds-'));
  const address = `unix:${join(folder, 'xds')}`;
  const pushes: Push[] = [];
  const notices: string[] = [];
  const upstreams: Upstream[] = [];
  const resources = new Map<string, XdsResource>(initial.map(one => [`${one.type} ${one.name}`, one]));
  let rejections: readonly Rejection[] = options.rejections ?? [];

  async function serve(more: XdsServerOptions = {}): Promise<XdsServer> {
    const server = createXdsServer({
      onPush: push => pushes.push(push),
      onNotice: message => notices.push(message),
      onRejections: list => {
        rejections = list;
      },
      ...options,
      ...more,
    });
    server.apply({ views: [{ view, sets: [view] }], ...presence([...resources.values()]) });
    await server.listen({ address });
    server.open();
    return server;
  }

  const server = await serve();
  const envoy = await startEnvoy({ xds: address, ...envoyOptions });
  const made: Stage = {
    address,
    pushes,
    notices,
    rejections: () => rejections,
    server,
    envoy,
    put(...more) {
      for (const one of more) resources.set(`${one.type} ${one.name}`, one);
      made.server.apply(presence(more));
    },
    drop(...less) {
      for (const one of less) resources.delete(`${one.type} ${one.name}`);
      made.server.apply({
        resources: less.map(({ type, name }) => ({ type, key: name, resource: undefined })),
        members: less.map(({ type, name }) => ({ set: view, type, name, present: false })),
      });
    },
    async restart(more) {
      await made.server.close();
      made.server = await serve(more);
    },
    async upstream(name, delay) {
      const upstream = await startUpstream(name, delay);
      upstreams.push(upstream);
      return upstream;
    },
    sent: type => pushes.filter(push => push.type === type).flatMap(push => push.names),
  };
  t.after(async () => {
    await made.envoy.stop();
    for (const upstream of upstreams) upstream.stop();
    await made.server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return made;
}

function presence(resources: readonly XdsResource[]) {
  return {
    resources: resources.map(resource => ({ type: resource.type, key: resource.name, resource })),
    members: resources.map(({ type, name }) => ({ set: view, type, name, present: true })),
  };
}

/** upToDate waits until Envoy acknowledged all that there is for it. */
export async function upToDate(s: Stage): Promise<void> {
  await eventually(
    () => s.server.clients(),
    clients => clients[0]?.upToDate === true,
  );
}
