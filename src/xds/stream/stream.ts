import type { status } from '@grpc/grpc-js';
import type { XdsType } from '#lib/xds-resource.ts';
import type { Watcher } from '../catalogue/member-set.ts';
import { routeOf } from '../catalogue/route-name.ts';
import { TypeOfView } from '../catalogue/type-of-view.ts';
import type { View } from '../catalogue/view.ts';
import type { Hub } from '../hub.ts';
import type { Protocol, Transport } from '../protocol/protocol.ts';
import type { Rejections } from '../rejection/rejections.ts';
import type { Client, Shown } from '../server.ts';
import { mayRequire, typeOfUrl } from '../type-order.ts';
import type { NodeIdentity } from '../wire/node-identity.ts';
import { RequestError } from '../wire/request-error.ts';
import { Admission, denialStatus } from './admission.ts';
import { Alarm } from './alarm.ts';
import { Channel } from './channel.ts';
import { NewMarks } from './new-marks.ts';
import { assignmentsOf, clustersOf, Uses } from './uses.ts';

let streams = 0;

/** Stream is one connected client: what it asked for, what it holds, and what is on its way. */
export class Stream implements Watcher {
  readonly id = String(++streams);
  readonly connectedAt = Date.now();
  readonly hub: Hub<Stream>;
  readonly protocol: Protocol<Stream>;
  readonly transport: Transport;
  /** Clusters that are needed by what is kept by name or on its way; `assignments` likewise. */
  readonly uses = new Uses(clustersOf);
  readonly assignments = new Uses(assignmentsOf);
  readonly alarm: Alarm;
  /** Route configurations that the client asked for anew: it dropped their virtual hosts. */
  readonly fresh = new Set<string>();
  /** Assignments of clusters sent before the client said which endpoints it holds: they are owed whatever it says. */
  readonly owed = new Set<string>();
  readonly newMarks = new NewMarks();
  readonly #channels = new Map<XdsType, Channel>();
  readonly #ignored = new Set<string>();
  #identity: NodeIdentity | undefined;
  #view: View | undefined;
  #live = false;
  #ended = false;
  /** True once what its view alone has was made (`onArrival`). */
  #served = false;
  readonly #admission: Admission;
  readonly #shown: Shown;

  constructor(hub: Hub<Stream>, protocol: Protocol<Stream>, transport: Transport, shown: Shown) {
    this.#admission = new Admission(hub.admit, shown);
    this.#shown = shown;
    this.hub = hub;
    this.alarm = new Alarm(hub.clock);
    this.protocol = protocol;
    this.transport = transport;
  }

  get identity(): NodeIdentity | undefined {
    return this.#identity;
  }

  get view(): View | undefined {
    return this.#view;
  }

  get envoyVersion(): string {
    return this.#identity?.envoyVersion ?? '';
  }

  /** live: it may be answered. */
  get live(): boolean {
    return this.#live && !this.#ended;
  }

  channel(type: XdsType): Channel | undefined {
    return this.#channels.get(type);
  }

  channels(): Iterable<Channel> {
    return this.#channels.values();
  }

  open(type: XdsType): Channel {
    const view = new TypeOfView(type, this.hub.catalogue, () => this.#view, this.protocol.assemblesRoutes);
    const channel = new Channel(view, this.usesOf(type));
    this.#channels.set(type, channel);
    return channel;
  }

  /** usesOf counts what resources of a type need; undefined where they need nothing. */
  usesOf(type: XdsType): Uses | undefined {
    if (type === 'cluster') return this.assignments;
    return mayRequire(type) ? this.uses : undefined;
  }

  /** isBy says whether the stream may be answered and showed these credentials. */
  isBy({ credentials, names }: Shown): boolean {
    return this.live && credentials === this.#shown.credentials && names === this.#shown.names;
  }

  /** receive takes one request message. A malformed one ends this stream, and nothing else. */
  receive(bytes: Buffer): void {
    if (this.#ended) return;
    try {
      if (!this.#admission.isPending) this.protocol.receive(this, bytes);
      // This includes the request that made it pending.
      if (this.#admission.isPending) this.#admission.keep(bytes);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#end(error.status, error.message);
      return;
    }
    this.hub.schedule(this);
  }

  #end(code: status, message: string): void {
    this.#ended = true;
    this.transport.fail(code, message);
  }

  /** typeOf gives undefined, and says so once, for a type that this server does not serve. */
  typeOf(url: string): XdsType | undefined {
    const type = typeOfUrl(url);
    if (type === undefined && !this.#ignored.has(url) && this.#ignored.size < 20) {
      this.#ignored.add(url);
      this.hub.notice(`${this.#identity?.node ?? 'a client'} asks for ${url}, which is not served`);
    }
    return type;
  }

  /** identify gives false while it is not known whether this client may have its view: then its requests are kept. */
  identify(identity: NodeIdentity): boolean {
    if (!this.#admission.isAsked) {
      this.#join(identity);
      return true;
    }
    this.#admission.ask(identity, denial => {
      if (this.#ended) return;
      if (denial !== undefined) {
        this.#end(denialStatus[denial.kind], denial.message);
        return;
      }
      this.#join(identity);
      for (const bytes of this.#admission.release()) this.receive(bytes);
    });
    return false;
  }

  #join(identity: NodeIdentity): void {
    this.#identity = identity;
    this.#view = this.hub.catalogue.view(identity.view);
    this.#view.streams.add(this);
    if (!this.#view.known && this.hub.opened) {
      this.hub.notice(
        `proxy ${identity.node} asks for ${identity.view}, which does not exist (yet): it waits`,
      );
    }
    this.hub.changed();
    void this.#serve(identity.view);
  }

  async #serve(view: string): Promise<void> {
    // Nobody is made to wait where there is nothing to wait for.
    if (this.hub.onArrival !== undefined) await this.hub.onArrival(view);
    this.#served = true;
    this.wake();
  }

  /** review asks again whether this client may have its view. */
  review(): void {
    const identity = this.#identity;
    if (identity === undefined) return;
    this.#admission.review(identity, ({ kind, message }) => {
      if (!this.#ended) this.#end(denialStatus[kind], message);
    });
  }

  /** wake starts to answer once the server is open and the view known; a view that goes leaves its clients as they are. */
  wake(): void {
    const live = this.hub.opened && this.#served && this.#view?.known === true && !this.#ended;
    if (live !== this.#live) {
      this.#live = live;
      this.#view?.attend(live ? 1 : -1);
    }
    if (live) this.look();
  }

  /** setsChange keeps by name what the client holds and asked for: its view is about to consist of other sets. */
  setsChange(): void {
    for (const channel of this.#channels.values()) {
      channel.list();
      channel.joining = true;
    }
  }

  position(type: XdsType): number {
    const channel = this.#channels.get(this.#carrierOf(type));
    return channel === undefined || channel.joining || !this.live ? Infinity : channel.holding.position;
  }

  catchUp(type: XdsType): void {
    this.#channels.get(this.#carrierOf(type))?.catchUp();
  }

  memberChanged(type: XdsType, name: string, present: boolean): void {
    this.#channels.get(type)?.subscription.memberChanged(name, present);
  }

  touch(type: XdsType, name: string): void {
    if (!this.live) return;
    if (type === 'virtualHost' && this.protocol.assemblesRoutes) {
      this.touch('route', routeOf(name));
      return;
    }
    const channel = this.#channels.get(type);
    if (channel?.subscription.covers(name) !== true) return;
    channel.pending.add(name);
    this.look();
  }

  look(): void {
    if (this.live) this.hub.schedule(this);
  }

  /** Virtual hosts travel in their route configuration where the protocol knows no other way. */
  #carrierOf(type: XdsType): XdsType {
    return type === 'virtualHost' && this.protocol.assemblesRoutes ? 'route' : type;
  }

  close(): void {
    this.#ended = true;
    this.alarm.stop();
    this.wake();
    const view = this.#view;
    if (view !== undefined) {
      view.streams.delete(this);
      if (view.streams.size === 0) this.hub.onDeparture?.(view.name);
      this.hub.catalogue.release(view);
    }
    this.hub.changed();
  }

  /** client is how people see this stream; undefined before its first request. */
  client(rejected: ReturnType<Rejections['shown']>): Client | undefined {
    const identity = this.#identity;
    if (identity === undefined) return undefined;
    const view = this.#view;
    const shared = rejected(identity.envoyVersion, view?.sets ?? []);
    const own = [...this.#channels.values()].flatMap(localRefusals);
    return {
      id: this.id,
      node: identity.node,
      view: identity.view,
      viewKnown: view?.known === true,
      envoyVersion: identity.envoyVersion,
      mode: this.protocol.mode,
      connectedAt: this.connectedAt,
      upToDate: this.live && [...this.#channels.values()].every(channel => channel.idle),
      hasListeners: this.live && this.#channels.get('listener')?.idle === true,
      rejected: own.length === 0 ? shared : [...shared, ...own],
    };
  }
}

function localRefusals({ type, refused }: Channel): Client['rejected'] {
  return [...refused].map(([name, { message }]) => ({ type, name, message }));
}
