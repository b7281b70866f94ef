import { logVerbosity, Server, setLogVerbosity } from '@grpc/grpc-js';
import { steadyClock } from '#lib/system-clock.ts';
import { keyOf } from '#lib/xds-resource.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import type { MemberSet } from './catalogue/member-set.ts';
import { RouteAssembly } from './catalogue/route-assembly.ts';
import { Deferred } from './deferred.ts';
import type { Hub } from './hub.ts';
import type { LoadHub, LoadStream } from './load/load-stream.ts';
import { hearMemberships } from './membership/memberships.ts';
import { Outflow } from './outflow.ts';
import {
  aggregatedDiscovery,
  handlers,
  loadHandlers,
  loadReporting,
  metricsCollection,
  metricsHandlers,
} from './protocol/grpc-service.ts';
import { Rejections } from './rejection/rejections.ts';
import { Rounds } from './rounds.ts';
import type { XdsChange, XdsServer, XdsServerOptions } from './server.ts';
import { advance } from './stream/advance.ts';
import type { Stream } from './stream/stream.ts';
import { Sweep } from './sweep.ts';
import { Frames } from './wire/frames.ts';
import { bind, serverOptions } from './wire/listen.ts';

/** createXdsServer makes a server that answers nobody until it was told what there is (`apply`) and opened (`open`). */
export function createXdsServer(options: XdsServerOptions = {}): XdsServer {
  const catalogue = new Catalogue();
  const deferred = new Deferred();
  const { onWithheld } = options;
  const rejections = new Rejections(options.rejections ?? [], (type, key) => catalogue.resource(type, key), {
    changed: () => deferred.later('rejections', () => options.onRejections?.(rejections.list())),
    affected(resource) {
      const { type, name } = resource;
      for (const view of catalogue.viewsOf(type, keyOf(resource))) view.touch(type, name);
      hub.changed();
    },
    withhold:
      onWithheld &&
      (withheld => deferred.later(`withheld ${withheld.type} ${withheld.key}`, () => onWithheld(withheld))),
  });
  const streams = new Set<Stream>();
  const loads = new Set<LoadStream>();
  /** Sets that changed: what their streams have been told by the end of the turn can be forgotten. */
  const stale = new Set<MemberSet>();
  let opened = false;

  const clock = options.clock ?? steadyClock;
  const outflow = new Outflow<Stream>(clock, stream => rounds.add(stream));
  const { admit, onLoad, loadInterval = 30_000 } = options;
  const loadHub: LoadHub = {
    ...{ clock, loadInterval, byView: new Map() },
    ...(admit && { admit }),
    ...(onLoad && { onLoad }),
  };
  const hub: Hub<Stream> = {
    catalogue,
    rejections,
    outflow,
    clock,
    assembly: new RouteAssembly(rejections),
    frames: new Frames(clock),
    linger: options.linger ?? 10_000,
    patience: options.patience ?? 5_000,
    get opened() {
      return opened;
    },
    onPush: push => {
      if (push.type === 'cluster' && push.names.length > 0)
        for (const stream of loadHub.byView.get(push.view) ?? []) stream.clustersCame();
      options.onPush?.(push);
    },
    ...(options.admit === undefined ? {} : { admit: options.admit }),
    ...(options.onArrival === undefined ? {} : { onArrival: options.onArrival }),
    ...(options.onDeparture === undefined ? {} : { onDeparture: options.onDeparture }),
    notice: message => options.onNotice?.(message),
    schedule: stream => rounds.add(stream),
    changed: () => deferred.later('clients', () => options.onClients?.()),
  };

  const rounds = new Rounds<Stream>(advance, () => {
    for (const set of stale) set.forget();
    stale.clear();
  });
  const sweep = new Sweep(hub, streams);

  function apply(change: XdsChange): void {
    for (const one of change.resources ?? []) {
      if (one.type === 'endpoints' && one.resource === undefined) sweep.later();
      const before = catalogue.put(one);
      rejections.replaced(one.type, one.key, before, one.resource);
    }
    for (const one of change.members ?? []) catalogue.setMember(one);
    for (const one of change.own ?? []) catalogue.setOwn(one);
    for (const { view: name, sets } of change.views ?? []) {
      const view = catalogue.view(name);
      catalogue.compose(view, sets);
      for (const stream of view.streams) stream.wake();
      catalogue.release(view);
      hub.changed();
    }
    for (const set of catalogue.changed()) {
      for (const view of set.views) view.look();
      // Where no stream is told of changes, none has to pass them before they are forgotten.
      if (set.audience === 0) set.forget();
      else stale.add(set);
    }
  }

  // gRPC would print to standard error what we throw as a Fault.
  if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);
  const server = new Server(serverOptions);
  server.addService(aggregatedDiscovery, handlers(hub, streams));
  server.addService(metricsCollection, metricsHandlers(hearMemberships(catalogue, options.onMembership)));
  server.addService(loadReporting, loadHandlers(loadHub, loads));

  return {
    apply,
    open() {
      opened = true;
      rejections.forgetGone();
      for (const stream of streams) stream.wake();
    },
    listen: given => bind(server, given),
    clients() {
      const rejected = rejections.shown();
      return [...streams].flatMap(stream => stream.client(rejected) ?? []);
    },
    review() {
      for (const stream of [...streams, ...loads]) stream.review();
    },
    async close() {
      sweep.stop();
      outflow.stop();
      for (const stream of [...streams, ...loads]) stream.close();
      streams.clear();
      loads.clear();
      server.forceShutdown();
    },
  };
}
