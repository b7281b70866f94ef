import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { LoadStatsRequestSchema, LoadStatsResponseSchema } from '#gen/envoy/service/load_stats/v3/lrs_pb.js';
import type { Clock } from '#lib/clock.ts';
import { protobufDuration } from '#lib/duration.ts';
import type { Transport } from '../protocol/protocol.ts';
import type { Shown, XdsServerOptions } from '../server.ts';
import { Admission, denialStatus } from '../stream/admission.ts';
import { Alarm } from '../stream/alarm.ts';
import type { NodeIdentity } from '../wire/node-identity.ts';
import { decode, identityOf } from '../wire/request.ts';
import { RequestError } from '../wire/request-error.ts';
import { readLoads } from './read-loads.ts';

/** LoadHub is what all load streams of one server share. */
export interface LoadHub extends Pick<XdsServerOptions, 'admit' | 'onLoad'> {
  readonly clock: Clock;
  /** ms between two reports of a client. */
  readonly loadInterval: number;
  /** The streams that are asked for reports, by view. */
  readonly byView: Map<string, Set<LoadStream>>;
}

/** LoadStream is one client that reports to which clusters it sends requests. It is asked for all clusters, at one interval. */
export class LoadStream {
  readonly #hub: LoadHub;
  readonly #transport: Pick<Transport, 'write' | 'fail'>;
  readonly #admission: Admission;
  readonly #alarm: Alarm;
  #identity: NodeIdentity | undefined;
  #isAsked = false;
  #ended = false;
  /** When the last report came, or, before any came, when the client was first asked for one. */
  #since = 0;
  /** The client is about to be asked again, out of turn. */
  #asksAgain = false;
  /** The client was asked out of turn, for a report when the regular one is due. */
  #isHurried = false;

  constructor(hub: LoadHub, transport: Pick<Transport, 'write' | 'fail'>, shown: Shown) {
    this.#hub = hub;
    this.#transport = transport;
    this.#admission = new Admission(hub.admit, shown);
    this.#alarm = new Alarm(hub.clock);
  }

  /** receive takes one message. A malformed one ends this stream, and nothing else. */
  receive(bytes: Buffer): void {
    if (this.#ended) return;
    try {
      if (this.#identity === undefined) this.#identify(bytes);
      else if (this.#isAsked) this.#report(bytes);
      else throw new RequestError(status.INVALID_ARGUMENT, 'a load report comes after it was asked for');
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.#end(error.status, error.message);
    }
  }

  /** review asks again whether this client may speak for its view. */
  review(): void {
    if (this.#identity === undefined) return;
    this.#admission.review(this.#identity, ({ kind, message }) => this.#end(denialStatus[kind], message));
  }

  /**
   * clustersCame asks the client again because it has new clusters. Envoy counts requests to a cluster only from the first time
   * that it is asked for reports while it has the cluster; without this, that would be a whole interval later. The next report
   * still comes when it would have come.
   */
  clustersCame(): void {
    if (this.#asksAgain) return;
    this.#asksAgain = true;
    const { clock, loadInterval } = this.#hub;
    const settling = loadInterval / settlings;
    this.#alarm.set(clock.now() + settling, () => {
      this.#asksAgain = false;
      this.#isHurried = true;
      this.#ask(Math.max(this.#since + loadInterval - clock.now(), settling));
    });
  }

  close(): void {
    this.#ended = true;
    this.#alarm.stop();
    const { view = '' } = this.#identity ?? {};
    const others = this.#hub.byView.get(view);
    if (others?.delete(this) && others.size === 0) this.#hub.byView.delete(view);
  }

  #identify(bytes: Buffer): void {
    const request = decode(() => fromBinary(LoadStatsRequestSchema, bytes), 'LoadStatsRequest');
    const identity = identityOf(request);
    this.#identity = identity;
    if (!this.#admission.isAsked) this.#begin(identity);
    else
      this.#admission.ask(identity, denial => {
        if (denial === undefined) this.#begin(identity);
        else this.#end(denialStatus[denial.kind], denial.message);
      });
  }

  #begin({ view }: NodeIdentity): void {
    if (this.#ended) return;
    this.#isAsked = true;
    const { byView } = this.#hub;
    byView.set(view, (byView.get(view) ?? new Set()).add(this));
    this.#since = this.#hub.clock.now();
    this.#ask(this.#hub.loadInterval);
  }

  #report(bytes: Buffer): void {
    const { clock, loadInterval, onLoad } = this.#hub;
    const now = clock.now();
    const span = now - this.#since;
    if (span < loadInterval / 2)
      throw new RequestError(
        status.RESOURCE_EXHAUSTED,
        `a load report is asked for every ${loadInterval} ms, not sooner`,
      );
    const loads = readLoads(bytes);
    this.#since = now;
    if (this.#isHurried) this.#ask(loadInterval);
    this.#isHurried = false;
    const { node, view } = this.#identity ?? { node: '', view: '' };
    onLoad?.({ node, view, span, loads });
  }

  #ask(interval: number): void {
    const loadReportingInterval = protobufDuration(Math.floor(interval));
    const response = create(LoadStatsResponseSchema, { sendAllClusters: true, loadReportingInterval });
    this.#transport.write(Buffer.from(toBinary(LoadStatsResponseSchema, response)));
  }

  #end(code: status, message: string): void {
    if (this.#ended) return;
    this.close();
    this.#transport.fail(code, message);
  }
}

/** Into so many parts the interval is divided: clusters that come within one part of each other make us ask again only once. */
const settlings = 30;
