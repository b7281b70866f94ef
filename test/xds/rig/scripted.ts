import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  type DeltaDiscoveryRequest,
  DeltaDiscoveryRequestSchema,
  DeltaDiscoveryResponseSchema,
} from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import { typeUrls, type XdsResource, type XdsType } from '#lib/xds-resource.ts';
import { type Envoy, startEnvoy } from './envoy.ts';

/**
 * Scripted is an ADS server that does nothing of itself, for tests of what Envoy does: every response is sent by the test,
 * every request of Envoy's is there to be looked at.
 */
export interface Scripted {
  readonly envoy: Envoy;
  /** All requests so far, on all streams. */
  readonly requests: readonly DeltaDiscoveryRequest[];
  /** The requests of a type that subscribe to something, or begin. */
  subscriptions(type: XdsType): readonly DeltaDiscoveryRequest[];
  /** send gives the nonce. */
  send(type: XdsType, resources: readonly XdsResource[], removed?: readonly string[]): string;
  /** answer resolves with Envoy's words where it refuses, '' where it acknowledges. */
  answer(nonce: string): Promise<string>;
  /** until resolves with the first request that fits, of those made already or to come. */
  until(fits: (request: DeltaDiscoveryRequest) => boolean): Promise<DeltaDiscoveryRequest>;
  /** Ends Envoy's stream; it connects again. */
  disconnect(): void;
}

export async function scripted(t: TestContext): Promise<Scripted> {
  const requests: DeltaDiscoveryRequest[] = [];
  const watchers = new Set<() => void>();
  let call: ServerDuplexStream<DeltaDiscoveryRequest, Buffer> | undefined;
  let nonces = 0;
  const server = new Server();
  const same = (bytes: Buffer): Buffer => bytes;
  server.addService(
    {
      delta: {
        path: '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
        requestStream: true,
        responseStream: true,
        requestSerialize: same,
        requestDeserialize: (bytes: Buffer) => fromBinary(DeltaDiscoveryRequestSchema, bytes),
        responseSerialize: same,
        responseDeserialize: same,
      },
    },
    {
      delta(stream: ServerDuplexStream<DeltaDiscoveryRequest, Buffer>) {
        call = stream;
        stream.on('error', () => {});
        stream.on('data', (request: DeltaDiscoveryRequest) => {
          requests.push(request);
          for (const look of [...watchers]) look();
        });
      },
    },
  );
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-xds-'));
  const xds = `unix:${join(folder, 'xds')}`;
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(xds, ServerCredentials.createInsecure(), error =>
      error === null ? resolve() : reject(error),
    );
  });
  const envoy = await startEnvoy({ xds });
  t.after(async () => {
    await envoy.stop();
    server.forceShutdown();
    rmSync(folder, { recursive: true });
  });

  function until(fits: (request: DeltaDiscoveryRequest) => boolean): Promise<DeltaDiscoveryRequest> {
    return new Promise(resolve => {
      const look = (): void => {
        const found = requests.find(fits);
        if (found === undefined) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
    });
  }

  return {
    envoy,
    requests,
    until,
    subscriptions: type =>
      requests.filter(
        one =>
          one.typeUrl === typeUrls[type] &&
          (one.responseNonce === '' || one.resourceNamesSubscribe.length > 0),
      ),
    send(type, resources, removed = []) {
      const nonce = String(++nonces);
      const typeUrl = typeUrls[type];
      const response = create(DeltaDiscoveryResponseSchema, {
        typeUrl,
        nonce,
        resources: resources.map(({ name, version, bytes }) => ({
          name,
          version,
          resource: { typeUrl, value: bytes },
        })),
        removedResources: [...removed],
      });
      call?.write(Buffer.from(toBinary(DeltaDiscoveryResponseSchema, response)));
      return nonce;
    },
    answer: async nonce => (await until(one => one.responseNonce === nonce)).errorDetail?.message ?? '',
    disconnect: () => call?.end(),
  };
}

/** firstOf is for until: the first request of a type. */
export function firstOf(type: XdsType): (request: DeltaDiscoveryRequest) => boolean {
  return request => request.typeUrl === typeUrls[type];
}

/** asksFor is for until: a request that subscribes to that name. */
export function asksFor(type: XdsType, name: string): (request: DeltaDiscoveryRequest) => boolean {
  return request => request.typeUrl === typeUrls[type] && request.resourceNamesSubscribe.includes(name);
}
