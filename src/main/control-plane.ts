import { allocateAddresses } from '#allocation';
import { discoveriesAsking } from '#discovery';
import { createGraph, systemClock } from '#graph';
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
import { createHealth } from './health.ts';
import { createIdentities } from './identities.ts';
import { timeConditions } from './inspected-pipeline.ts';
import { ownListeners } from './own-listeners.ts';
import { buildPipeline } from './pipeline.ts';
import { createPorts } from './ports.ts';
import { rememberRejections } from './remember-rejections.ts';
import { writeBack } from './write-back.ts';

export type { ControlPlane };

/** startControlPlane wires sources to graph to streams, and resolves when everything that was there is served. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { source, policy, onNotice = () => {} } = options;
  const state = retryingState(options.state, { clock: systemClock, onNotice });
  const graph = createGraph({
    onError: (collection, key, error) => onNotice(`bug: ${collection} failed for ${key}: ${String(error)}`),
  });
  let within = policy;
  const discovered = await discover(graph, state, options.discoveries ?? discoveriesAsking(), () => within);
  const allocated = await allocateAddresses(graph, state, systemClock.now);
  const withheld = graph.source<ReadonlyMap<string, string>>('main/withheld');
  const rejected = graph.source<Refusal>('main/rejected');
  const ports = createPorts(graph);
  const health = createHealth(graph, systemClock.now);
  const rejections = await rememberRejections(graph, state, rejected);
  const xds = createXdsServer({
    rejections: rejections.known,
    onRejections: rejections.remember,
    onWithheld: ({ name, parts }) =>
      queueMicrotask(() => (parts.size === 0 ? withheld.delete(name) : withheld.set(name, parts))),
    onClients: () => clients.look(),
    onArrival: view => identities.arrive(view),
    onDeparture: view => identities.depart(view),
    ...admitProxies(options.tokens, () => pipeline.inputs),
    onNotice,
    onPush: push => {
      clients.acknowledged(push.view);
      options.onPush?.(push);
    },
  });
  const identities = createIdentities({ clock: systemClock, state, onNotice, apply: c => xds.apply(c) });
  const clients = followClients(graph, () => xds.clients(), options.onClients);
  const xdsAddress = await xds.listen(options.xds);
  within = { ...policy, ownListeners: [...(policy.ownListeners ?? []), ...ownListeners(xdsAddress)] };
  const pipeline = buildPipeline(graph, {
    policy: within,
    discovered: discovered.known,
    addresses: allocated.addresses,
    takenAddresses: allocated.takenAddresses,
    withheld,
    refusals: graph.join('main/refusals', [rejected, ports.blocked]),
    served: clients.served,
    ...(options.watchPorts === true ? { grantedPorts: ports.granted } : {}),
    health: health.reported,
    ...(options.healthEvents === undefined ? {} : { healthEvents: options.healthEvents }),
  });
  discovered.follow(pipeline.translation.wants);
  allocated.follow(pipeline.translation.mesh.addressWants);
  await source.start(feedInputs(graph, pipeline.inputs)).catch(async error => {
    await xds.close();
    throw error;
  });
  discovered.forgetUnwanted();
  allocated.forgetUnwanted();
  feedViews(graph, { ...pipeline, members: [pipeline.members] }, change => xds.apply(change));
  await identities.follow(pipeline.translation.mesh);
  const { inputs } = pipeline;
  options.tokens?.follow([inputs.of('kuma/Secret'), inputs.of('kuma/GlobalSecret')], () => xds.review());
  xds.open();
  const times = timeConditions(pipeline.status, systemClock.now);
  const statusWrites = writeBack({ source, pipeline, times, clock: systemClock, onNotice });
  return {
    graph,
    ...{ pipeline, policy, xdsAddress, times, ports, health },
    clients: () => xds.clients(),
    origin: key => source.origin(key),
    written: key => source.written(key),
    lookedUp: name => discovered.lookedUp(name),
    close: async () => {
      await statusWrites.close();
      await source.stop();
      discovered.stop();
      identities.stop();
      clients.stop();
      await xds.close();
      await state.close();
    },
  };
}
