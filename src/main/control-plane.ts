import { createDnsDiscovery } from '#discovery';
import { createGraph, type Graph } from '#graph';
import type { Origin, Source, SourceSink } from '#sources';
import type { State } from '#state';
import type { Refusal } from '#status';
import type { AddressPolicy, DnsAnswer } from '#translate';
import { type Client, createXdsServer, type Push, type XdsListenOptions } from '#xds';
import { feedViews } from './feed-views.ts';
import { buildPipeline, type Pipeline } from './pipeline.ts';
import { rememberRejections } from './remember-rejections.ts';

export interface ControlPlaneOptions {
  readonly source: Source;
  readonly state: State;
  readonly policy: AddressPolicy;
  readonly xds: XdsListenOptions;
  readonly onPush?: (push: Push) => void;
  readonly onNotice?: (message: string) => void;
}

/** ControlPlane is everything that runs between the source and the proxies. */
export interface ControlPlane {
  readonly graph: Graph;
  readonly pipeline: Pipeline;
  /** The bound xDS address. */
  readonly xdsAddress: string;
  clients(): readonly Client[];
  origin(key: string): Origin | undefined;
  close(): Promise<void>;
}

/** startControlPlane wires sources to graph to streams, and resolves when everything that was there is served. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { source, state, policy, onNotice = () => {} } = options;
  const graph = createGraph({
    onError: (collection, key, error) => onNotice(`bug: ${collection} failed for ${key}: ${String(error)}`),
  });
  const answers = graph.source<DnsAnswer>('main/dns-answers');
  const withheld = graph.source<ReadonlyMap<string, string>>('main/withheld');
  const refusals = graph.source<Refusal>('main/refusals');
  const connected = graph.source<true>('main/connected');
  const pipeline = buildPipeline(graph, { policy, dns: answers, withheld, refusals, connected });

  const dns = createDnsDiscovery({
    onAnswer: ({ name, ...answer }) => answers.set(name, answer),
    onForgotten: name => answers.delete(name),
  });
  const { wantedNames } = pipeline.translation;
  wantedNames.subscribe(() => dns.want(new Set([...wantedNames.entries()].map(([name]) => name))));

  const rejections = await rememberRejections(graph, state, refusals);
  const xds = createXdsServer({
    rejections: rejections.known,
    onRejections: rejections.remember,
    onWithheld: ({ name, parts }) =>
      queueMicrotask(() => (parts.size === 0 ? withheld.delete(name) : withheld.set(name, parts))),
    onClients: () => queueMicrotask(() => followClients()),
    onNotice,
    ...(options.onPush === undefined ? {} : { onPush: options.onPush }),
  });
  const followClients = () =>
    graph.batch(() => {
      const views = new Set(xds.clients().map(c => c.view));
      for (const [view] of [...connected.entries()]) if (!views.has(view)) connected.delete(view);
      for (const view of views) connected.set(view, true);
    });

  const xdsAddress = await xds.listen(options.xds);
  const take: SourceSink = changes =>
    graph.batch(() => {
      for (const { key, entry } of changes) pipeline.inputs.set(key, entry?.resource, entry?.findings ?? []);
    });
  await source.start(take).catch(async error => {
    await xds.close();
    throw error;
  });
  feedViews(graph, pipeline.translation.gateways, pipeline.members, pipeline.resources, change =>
    xds.apply(change),
  );
  xds.open();
  return {
    graph,
    pipeline,
    xdsAddress,
    clients: () => xds.clients(),
    origin: key => source.origin(key),
    close: async () => {
      await source.stop();
      dns.stop();
      await xds.close();
      await state.close();
    },
  };
}
