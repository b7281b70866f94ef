import assert from 'node:assert/strict';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type StatusObject,
} from '@grpc/grpc-js';
import { type Node, NodeSchema } from '#gen/envoy/config/core/v3/base_pb.js';
import {
  DeltaDiscoveryRequestSchema,
  DeltaDiscoveryResponseSchema,
  DiscoveryRequestSchema,
  DiscoveryResponseSchema,
} from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import { typeUrls, type XdsType } from '#lib/xds-resource.ts';
import { typeOfUrl } from '../type-order.ts';

const service = '/envoy.service.discovery.v3.AggregatedDiscoveryService';
const same = (bytes: Buffer): Buffer => bytes;

/** Response is what a test needs to know of one response, of either variant. */
export interface Response {
  readonly type: XdsType;
  readonly nonce: string;
  /** Names with versions (delta), in order. */
  readonly resources: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  /** Payloads, as text. */
  readonly bodies: readonly string[];
  readonly removed: readonly string[];
  /** State of the world. */
  readonly version: string;
}

interface Refusal {
  readonly code: number;
  readonly message: string;
}

export interface DeltaRequest {
  readonly resourceNamesSubscribe?: string[];
  readonly resourceNamesUnsubscribe?: string[];
  readonly initialResourceVersions?: { [name: string]: string };
  readonly responseNonce?: string;
  readonly errorDetail?: Refusal;
}

export interface SotwRequest {
  readonly resourceNames?: string[];
  readonly versionInfo?: string;
  readonly responseNonce?: string;
  readonly errorDetail?: Refusal;
}

export interface ConnectOptions {
  readonly id?: string;
  readonly cluster?: string;
  readonly envoyVersion?: string;
  readonly mode?: 'delta' | 'state-of-the-world';
  readonly credentials?: ChannelCredentials;
  /** What it sends as `authorization`. */
  readonly authorization?: string;
}

/** AdsClient takes each step of the protocol only when a test tells it to: it acknowledges nothing on its own. */
export class AdsClient {
  readonly #client: Client;
  readonly call: ClientDuplexStream<Buffer, Buffer>;
  readonly #mode: 'delta' | 'state-of-the-world';
  readonly #node: Node;
  readonly #arrived: Response[] = [];
  readonly #waiting: ((response: Response) => void)[] = [];
  /** How the server ended the stream. */
  readonly ended: Promise<StatusObject>;
  #first = true;
  #probes = 0;

  constructor(address: string, options: ConnectOptions = {}) {
    const {
      id = 'default.gateway',
      cluster = 'default/gateway',
      envoyVersion = '1.40.0',
      mode = 'delta',
    } = options;
    this.#mode = mode;
    this.#node = create(NodeSchema, {
      id,
      cluster,
      userAgentVersionType: { case: 'userAgentVersion', value: envoyVersion },
    });
    this.#client = new Client(address, options.credentials ?? credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
    });
    const method = mode === 'delta' ? 'DeltaAggregatedResources' : 'StreamAggregatedResources';
    const metadata = new Metadata();
    if (options.authorization !== undefined) metadata.set('authorization', options.authorization);
    this.call = this.#client.makeBidiStreamRequest(`${service}/${method}`, same, same, metadata);
    this.call.on('data', (bytes: Buffer) =>
      this.#take(mode === 'delta' ? readDelta(bytes) : readSotw(bytes)),
    );
    this.call.on('error', () => {});
    this.ended = new Promise(resolve => {
      this.call.on('status', resolve);
    });
  }

  #take(response: Response): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#arrived.push(response);
    else waiting(response);
  }

  close(): void {
    this.call.cancel();
    this.#client.close();
  }

  #nodeOnce() {
    const node = this.#first ? this.#node : undefined;
    this.#first = false;
    return node === undefined ? {} : { node };
  }

  delta(type: XdsType, request: DeltaRequest = {}): void {
    const message = create(DeltaDiscoveryRequestSchema, {
      typeUrl: typeUrls[type],
      ...this.#nodeOnce(),
      ...request,
    });
    this.call.write(Buffer.from(toBinary(DeltaDiscoveryRequestSchema, message)));
  }

  sotw(type: XdsType, request: SotwRequest = {}): void {
    const message = create(DiscoveryRequestSchema, {
      typeUrl: typeUrls[type],
      ...this.#nodeOnce(),
      ...request,
    });
    this.call.write(Buffer.from(toBinary(DiscoveryRequestSchema, message)));
  }

  subscribe(type: XdsType, ...names: readonly string[]): void {
    this.delta(type, { resourceNamesSubscribe: [...names] });
  }

  /** resume subscribes as a client does that connects again: to everything, or to what is named. */
  resume(type: XdsType, held: Readonly<Record<string, string>>, names: readonly string[] = ['*']): void {
    this.delta(type, { resourceNamesSubscribe: [...names], initialResourceVersions: held });
  }

  ack(response: Response, names: readonly string[] = []): void {
    if (this.#mode === 'delta') this.delta(response.type, { responseNonce: response.nonce });
    else {
      const { nonce, version } = response;
      this.sotw(response.type, { responseNonce: nonce, versionInfo: version, resourceNames: [...names] });
    }
  }

  nack(response: Response, message: string, names: readonly string[] = []): void {
    const refusal = { responseNonce: response.nonce, errorDetail: { code: 13, message } };
    if (this.#mode === 'delta') this.delta(response.type, refusal);
    else this.sotw(response.type, { ...refusal, resourceNames: [...names] });
  }

  next(): Promise<Response> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return Promise.resolve(arrived);
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  /** nextIfAny gives undefined where nothing is on its way, which it finds out as `quiet` does. */
  async nextIfAny(): Promise<Response | undefined> {
    const probe = this.#probe();
    for (;;) {
      const response = await this.next();
      if (response.type !== 'secret' || !response.removed.some(name => name.startsWith('probe-')))
        return response;
      this.ack(response);
      if (response.removed.includes(probe)) return undefined;
    }
  }

  /** probe asks for a secret that does not exist: secrets go last, so that what was on its way comes before the answer. */
  #probe(): string {
    const probe = `probe-${++this.#probes}`;
    if (this.#mode === 'delta') this.subscribe('secret', probe);
    else this.sotw('secret', { resourceNames: [probe], responseNonce: this.#secretNonce });
    return probe;
  }

  /** take asserts what comes next, and acknowledges it. */
  async take(
    type: XdsType,
    resources: readonly string[],
    removed: readonly string[] = [],
  ): Promise<Response> {
    const response = await this.next();
    assert.deepEqual(
      [response.type, [...response.resources].sort(), [...response.removed].sort()],
      [type, [...resources].sort(), [...removed].sort()],
    );
    this.ack(response, this.#mode === 'delta' ? [] : response.resources);
    return response;
  }

  /**
   * quiet asserts that nothing is on its way: a secret that does not exist is asked for, secrets go last, and its answer
   * is the next response to come.
   */
  async quiet(): Promise<void> {
    this.#probe();
    const response = await this.next();
    assert.deepEqual([response.type, response.resources], ['secret', []], 'nothing was to be sent');
    this.#secretNonce = response.nonce;
    if (this.#mode === 'delta') this.ack(response);
  }
  #secretNonce = '';
}

function readDelta(bytes: Uint8Array): Response {
  const message = fromBinary(DeltaDiscoveryResponseSchema, bytes);
  return {
    type: known(message.typeUrl),
    nonce: message.nonce,
    resources: message.resources.map(one => one.name),
    versions: Object.fromEntries(message.resources.map(one => [one.name, one.version])),
    bodies: message.resources.map(one => Buffer.from(one.resource?.value ?? []).toString()),
    removed: message.removedResources,
    version: message.systemVersionInfo,
  };
}

/** In state-of-the-world tests a resource's bytes begin with its name and a space. */
function readSotw(bytes: Uint8Array): Response {
  const message = fromBinary(DiscoveryResponseSchema, bytes);
  const bodies = message.resources.map(one => Buffer.from(one.value).toString());
  return {
    type: known(message.typeUrl),
    nonce: message.nonce,
    resources: bodies.map(body => body.split(' ')[0] ?? ''),
    versions: {},
    bodies,
    removed: [],
    version: message.versionInfo,
  };
}

function known(url: string): XdsType {
  const type = typeOfUrl(url);
  assert.ok(type, `a type that is not served: ${url}`);
  return type;
}
