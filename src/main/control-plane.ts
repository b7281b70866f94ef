import { allocateAddresses } from '#allocation';
import { createGraph, systemClock } from '#graph';
import { steadyClock } from '#lib/system-clock.ts';
import { retryingState } from '#state';
import type { Refusal } from '#status';
import { createXdsServer } from '#xds';
import { admitProxies } from './admit-proxies.ts';
import { followClients } from './clients.ts';
import type { ControlPlane } from './control-plane-contract.ts';
import type { ControlPlaneOptions } from './control-plane-options.ts';
import { discover } from './discover.ts';
import { feedInputs } from './feed-inputs.ts';
import { feedViews } from './feed-views.ts';
import { hearProxies } from './hear-proxies.ts';
import { createIdentities } from './identities.ts';
import { timeConditions } from './inspected-pipeline.ts';
import { ownListeners } from './own-listeners.ts';
import { buildPipeline } from './pipeline.ts';
import { createPorts } from './ports.ts';
import { rememberRejections } from './remember-rejections.ts';
import { runWorkloads } from './run-workloads.ts';
import { hearOthers } from './taken-elsewhere.ts';
import { unhurried, writeBack } from './write-back.ts';

export type { ControlPlane };

/** startControlPlane connects sources, graph and streams, and resolves when everything that was there is served. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { source, policy, leadership, tracing, onNotice = () => {} } = options;
  const state = retryingState(options.state, { clock: systemClock, onNotice });
  const graph = createGraph({
    onError: (collection, key, error) => onNotice(`bug: ${collection} failed for ${key}: ${String(error)}`),
    ...tracing?.graph,
  });
  let within = policy;
  const discovered = await discover(graph, state, options, () => within);
  const allocated = await allocateAddresses(graph, state, systemClock.now);
  const withheld = graph.source<ReadonlyMap<string, string>>('main/withheld');
  const rejected = graph.source<Refusal>('main/rejected');
  const ports = createPorts(graph);
  const workloads = await runWorkloads(graph, options.workloads, { onNotice, leadership });
  const heard = hearProxies(graph, options, () => pipeline);
  const rejections = await rememberRejections(graph, state, rejected);
  const xds = createXdsServer({
    rejections: rejections.known,
    onRejections: rejections.remember,
    onWithheld: ({ key, parts }) =>
      queueMicrotask(() => (parts.size === 0 ? withheld.delete(key) : withheld.set(key, parts))),
    onClients: () => clients.look(),
    onArrival: view => identities.arrive(view),
    onDeparture: view => [identities.depart(view), heard.departed(view)],
    ...admitProxies(options, () => pipeline.inputs),
    onNotice,
    ...heard.listening,
    onPush: push => {
      clients.acknowledged(push.view);
      options.onPush?.(push);
    },
  });
  const identities = createIdentities({ clock: systemClock, state, onNotice, apply: c => xds.apply(c) });
  const clients = followClients(graph, () => xds.clients(), options.onClients);
  const xdsAddress = await xds.listen(options.xds);
  within = { ...policy, ownListeners: [...(policy.ownListeners ?? []), ...ownListeners(xdsAddress)] };
  const elsewhere = hearOthers(graph, { rejected, ports, clients, health: heard.health }, options.replicas);
  const pipeline = buildPipeline(graph, {
    ...{ policy: within, discovered: discovered.known },
    addresses: allocated.addresses,
    takenAddresses: allocated.takenAddresses,
    withheld,
    ...{ ...elsewhere.anywhere, ...workloads.inputs, proxiesStartElsewhere: options.proxiesStartElsewhere },
    ...(options.watchPorts === true ? { grantedPorts: ports.granted } : {}),
    ...(options.healthEvents === undefined ? {} : { healthEvents: options.healthEvents }),
  });
  heard.follow(pipeline);
  discovered.follow(pipeline.translation.wants);
  allocated.follow(pipeline.translation.mesh.addressWants);
  await source.start(feedInputs(graph, pipeline.inputs, tracing)).catch(async error => {
    await xds.close();
    throw error;
  });
  discovered.forgetUnwanted();
  allocated.forgetUnwanted();
  feedViews(graph, { ...pipeline, members: [pipeline.members] }, change => xds.apply(change), tracing);
  await identities.follow(pipeline.translation.mesh);
  const { inputs } = pipeline;
  options.tokens?.follow([inputs.of('kuma/Secret'), inputs.of('kuma/GlobalSecret')], () => xds.review());
  xds.open();
  await elsewhere.share();
  const times = timeConditions(pipeline.status, systemClock.now);
  const told = { source, pipeline, times, clock: steadyClock, onNotice, leadership, pace: unhurried };
  const statusWrites = writeBack(told);
  workloads.follow(pipeline.translation);
  return {
    graph,
    ...{ pipeline, policy, xdsAddress, times, ports, health: heard.health, calls: heard.calls },
    clients: () => xds.clients(),
    origin: key => source.origin(key),
    written: key => source.written(key),
    lookedUp: name => discovered.lookedUp(name),
    close: async () => {
      await Promise.all([statusWrites.close(), workloads.close(), elsewhere.close()]);
      await source.stop();
      for (const one of [discovered, identities, clients]) one.stop();
      await xds.close();
      await state.close();
    },
  };
}
