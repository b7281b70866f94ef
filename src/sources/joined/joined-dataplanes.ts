import type { Clock } from '#lib/clock.ts';
import { deepEqual } from '#lib/equal.ts';
import { Fault } from '#lib/fault.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { steadyClock } from '#lib/system-clock.ts';
import { type ProxyId, proxyId } from '#model';
import { type Dataplane, decodeResource } from '#resources';
import type { State } from '#state';
import { parseDocument } from '../files/parse-document.ts';
import { createMemoryObjects } from '../memory/index.ts';
import type { Source } from '../source.ts';
import { notReady } from './not-ready.ts';

export interface JoinedDataplanesOptions {
  /** Where the Dataplanes are remembered over a restart. */
  readonly state: State;
  readonly clock?: Clock;
}

/** Joined is a Dataplane that was accepted. */
export interface Joined {
  readonly key: ResourceKey;
  /** The id under which its proxy asks for its view. */
  readonly proxy: ProxyId;
  readonly dataplane: Dataplane;
}

/** ConnectedProxy is a client, as far as it matters here. */
export interface ConnectedProxy {
  readonly view: string;
  /** The proxy has its listeners: it can be called. */
  readonly hasListeners: boolean;
}

/**
 * JoinedDataplanes are Dataplanes that their proxies brought along. The life of one:
 *
 * - Once accepted, it is there for its own proxy alone: its inbounds are not ready, so that nobody is sent to it.
 * - Its inbounds are as written once one of its clients has its listeners.
 * - When its last client is gone, its inbounds become not ready after a moment (`quiet`), and after ten seconds it is
 *   removed. One whose proxy never connects is removed after a minute.
 * - After a restart of the control plane all are as they were, and their proxies have half a minute to come back.
 */
export interface JoinedDataplanes {
  /** Reads what was there before a restart; to be called before the source starts. */
  restore(): Promise<void>;
  /**
   * Accepts a Dataplane, as YAML or JSON, if it is the one that is `meant`; it replaces the one of the same name. It is on
   * disk when the promise resolves. It throws a Fault (`input`) that says what is wrong with the text. `mayJoin` is asked
   * before anything is done; a refusal that it returns is returned, and nothing is done.
   */
  join<Refusal = never>(
    text: string,
    meant: { readonly mesh: string; readonly name: string; readonly tellsReadiness?: boolean },
    mayJoin?: (dataplane: Dataplane) => Promise<Refusal | undefined>,
  ): Promise<Joined | Refusal>;
  /** The proxy found that nothing listens behind the inbounds of these ports, and something behind all others. */
  report(proxy: string, notReady: readonly number[]): void;
  /** The proxy is about to go: nobody is sent to it any more. */
  leave(proxy: string): void;
  /** Takes all connected clients, whenever they change. */
  follow(clients: readonly ConnectedProxy[]): void;
  readonly source: Source;
  stop(): void;
}

/** ms. */
const quiet = 700;
const staysFor = 10_000;
const comesWithin = 60_000;
const returnsWithin = 30_000;

type Fields = Readonly<Record<string, unknown>>;

interface Held {
  readonly key: ResourceKey;
  readonly proxy: ProxyId;
  readonly object: Fields;
  /** It can be called, or could before a restart. */
  isServed: boolean;
  isConnected: boolean;
  /** Its proxy said that it leaves; true until the Dataplane joins anew. */
  isLeaving: boolean;
  /** Ports of inbounds behind which nothing listens. */
  notReady: readonly number[];
  cancel: (() => void) | undefined;
}

/** createJoinedDataplanes makes an empty set of them, which `restore` fills. */
export function createJoinedDataplanes(options: JoinedDataplanesOptions): JoinedDataplanes {
  const { state, clock = steadyClock } = options;
  const objects = createMemoryObjects();
  const held = new Map<string, Held>();

  function show(one: Held): void {
    const canBeCalled = one.isServed && !one.isLeaving;
    objects.put(notReady(one.object, canBeCalled ? one.notReady : undefined));
  }

  function remember(one: Held): Promise<void> {
    return state.put(
      stateName(one.proxy),
      JSON.stringify({
        object: one.object,
        isServed: one.isServed && !one.isLeaving,
        notReady: one.notReady,
      }),
    );
  }

  function later(one: Held, wait: number, what: () => void): void {
    one.cancel?.();
    one.cancel = clock.at(clock.now() + wait, what);
  }

  function forget(one: Held): void {
    one.cancel?.();
    held.delete(one.proxy);
    objects.remove(one.key);
    void state.delete(stateName(one.proxy)).catch(() => {});
  }

  function takeOn({ object, dataplane, isServed, notReady }: Remembered, wait: number): Held {
    const { namespace: mesh, name } = dataplane.ref;
    const proxy = proxyId({ kind: 'sidecar', mesh, dataplane: name });
    const before = held.get(proxy);
    const one: Held = {
      ...{ key: resourceKey(dataplane.ref), proxy, object, isServed },
      ...{ isConnected: before?.isConnected ?? false, isLeaving: false, notReady, cancel: undefined },
    };
    before?.cancel?.();
    held.set(proxy, one);
    if (!one.isConnected) later(one, wait, () => forget(one));
    show(one);
    return one;
  }

  function arrived(one: Held): void {
    one.isConnected = true;
    one.cancel?.();
    one.cancel = undefined;
    show(one);
  }

  function departed(one: Held): void {
    one.isConnected = false;
    later(one, quiet, () => {
      one.isServed = false;
      show(one);
      void remember(one).catch(() => {});
      later(one, staysFor - quiet, () => forget(one));
    });
  }

  function served(one: Held): void {
    one.isServed = true;
    show(one);
    void remember(one).catch(() => {});
  }

  return {
    async restore() {
      for (const [name, text] of await state.load(prefix)) {
        const read = readRemembered(text);
        if (read === undefined) void state.delete(name).catch(() => {});
        else takeOn(read, returnsWithin);
      }
    },
    async join(text, meant, mayJoin) {
      const { object, dataplane } = readDataplane(text);
      const { namespace: mesh, name } = dataplane.ref;
      if (mesh !== meant.mesh || name !== meant.name)
        throw wrong(`is ${name} in the mesh ${mesh}, but ${meant.name} in the mesh ${meant.mesh} joins`);
      const refusal = await mayJoin?.(dataplane);
      if (refusal !== undefined) return refusal;
      const before = held.get(proxyId({ kind: 'sidecar', mesh, dataplane: name }));
      // A proxy that reports on its applications has not done so yet: until then, the probed ports are not ready.
      const notReady = before?.notReady ?? (meant.tellsReadiness === true ? probedPorts(dataplane) : []);
      const one = takeOn({ object, dataplane, isServed: before?.isServed ?? false, notReady }, comesWithin);
      await remember(one);
      return { key: one.key, proxy: one.proxy, dataplane };
    },
    report(proxy, ports) {
      const one = held.get(proxy);
      if (one === undefined || deepEqual(one.notReady, ports)) return;
      one.notReady = ports;
      show(one);
      void remember(one).catch(() => {});
    },
    leave(proxy) {
      const one = held.get(proxy);
      if (one === undefined) return;
      one.isLeaving = true;
      show(one);
      void remember(one).catch(() => {});
    },
    follow(clients) {
      const connected = new Map<string, boolean>();
      for (const { view, hasListeners } of clients) {
        connected.set(view, hasListeners || connected.get(view) === true);
      }
      for (const one of [...held.values()]) {
        const hasListeners = connected.get(one.proxy);
        if (hasListeners === undefined && one.isConnected) departed(one);
        if (hasListeners !== undefined && !one.isConnected) arrived(one);
        if (hasListeners === true && !one.isServed) served(one);
      }
    },
    source: objects.source({ name: 'joined' }),
    stop() {
      for (const one of held.values()) one.cancel?.();
    },
  };
}

function probedPorts({ spec }: Dataplane): readonly number[] {
  return spec.networking.inbound.flatMap(one => (one.serviceProbe === undefined ? [] : [one.port]));
}

const prefix = 'joined ';

function stateName(proxy: ProxyId): string {
  return `${prefix}${proxy}`;
}

/** A Dataplane is about a page long; what is longer is refused. */
const longest = 256 * 1024;

function readDataplane(text: string): { readonly object: Fields; readonly dataplane: Dataplane } {
  if (text.length > longest) throw wrong(`is longer than ${longest} characters`);
  const parsed = parseDocument(text, 'yaml');
  if (parsed.kind === 'broken') throw wrong(parsed.mistake.message);
  return asDataplane(parsed.value);
}

function asDataplane(value: unknown): { readonly object: Fields; readonly dataplane: Dataplane } {
  const { resource, findings } = decodeResource(value);
  if (resource === undefined) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    throw wrong(errors.map(({ path, message }) => [path, message].filter(Boolean).join(' ')).join('; '));
  }
  if (resource.id !== 'kuma/Dataplane' || resource.metadata.isUniversal !== true) {
    throw wrong('must be written as `type: Dataplane`, with `mesh` and `name` at the top');
  }
  return { object: value as Fields, dataplane: resource };
}

function wrong(what: string): Fault {
  return new Fault('input', `the Dataplane ${what}`);
}

interface Remembered {
  readonly object: Fields;
  readonly dataplane: Dataplane;
  readonly isServed: boolean;
  readonly notReady: readonly number[];
}

/**
 * A record of an earlier version, or one that the disk garbled, is dropped: the proxy brings its Dataplane when it joins
 * again.
 */
function readRemembered(text: string): Remembered | undefined {
  try {
    const { object, isServed, notReady } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const ports = Array.isArray(notReady) ? notReady.filter(port => typeof port === 'number') : [];
    return { ...asDataplane(object), isServed: isServed === true, notReady: ports };
  } catch {
    return undefined;
  }
}
