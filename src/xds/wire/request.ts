import { fromBinary } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import type { Node } from '#gen/envoy/config/core/v3/base_pb.js';
import {
  type DeltaDiscoveryRequest,
  DeltaDiscoveryRequestSchema,
  type DiscoveryRequest,
  DiscoveryRequestSchema,
} from '#gen/envoy/service/discovery/v3/discovery_pb.js';
import type { Stream } from '../stream/stream.ts';
import { type NodeIdentity, nodeIdentity } from './node-identity.ts';
import { RequestError } from './request-error.ts';

/** Names that one stream may subscribe to, per type. */
export const maxNames = 100_000;
/** Bytes of one name. */
const maxNameBytes = 4096;

/** deltaRequest decodes a request of the incremental protocol. */
export function deltaRequest(bytes: Uint8Array): DeltaDiscoveryRequest {
  const request = decode(() => fromBinary(DeltaDiscoveryRequestSchema, bytes), 'DeltaDiscoveryRequest');
  checkNames(request.resourceNamesSubscribe);
  checkNames(request.resourceNamesUnsubscribe);
  const resumed = Object.keys(request.initialResourceVersions);
  if (resumed.length > 0) checkNames(resumed);
  return request;
}

/** sotwRequest decodes a request of the state-of-the-world protocol. */
export function sotwRequest(bytes: Uint8Array): DiscoveryRequest {
  const request = decode(() => fromBinary(DiscoveryRequestSchema, bytes), 'DiscoveryRequest');
  checkNames(request.resourceNames);
  return request;
}

/**
 * identify takes the node of the first request; later ones may leave it out. It gives false while it is being checked whether the
 * client may have its view: the stream then receives the request again later.
 */
export function identify(stream: Stream, request: DeltaDiscoveryRequest | DiscoveryRequest): boolean {
  return stream.identity !== undefined || stream.identify(identityOf(request));
}

/** identityOf is who the client of a stream is, by its first request. */
export function identityOf({ node }: { readonly node?: Node | undefined }): NodeIdentity {
  if (node === undefined) {
    throw new RequestError(status.INVALID_ARGUMENT, 'the first request of a stream must have a node');
  }
  if (node.id.length > maxNameBytes || node.cluster.length > maxNameBytes) {
    throw new RequestError(
      status.INVALID_ARGUMENT,
      `node.id and node.cluster must not exceed ${maxNameBytes} bytes`,
    );
  }
  return nodeIdentity(node);
}

/** tooManyNames: what a stream asks for is bounded. */
export function tooManyNames(): RequestError {
  return new RequestError(status.RESOURCE_EXHAUSTED, `a stream may subscribe to ${maxNames} names of a type`);
}

/** decode throws a RequestError where `read` cannot decode a message; `what` names the message. */
export function decode<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(status.INVALID_ARGUMENT, `not a ${what}: ${why}`);
  }
}

/** checkNames throws a RequestError where there are too many names, or one is empty or too long. */
export function checkNames(names: readonly string[]): void {
  if (names.length > maxNames) throw tooManyNames();
  for (const name of names) {
    if (name.length === 0 || name.length > maxNameBytes) {
      throw new RequestError(
        status.INVALID_ARGUMENT,
        `resource names must have 1 to ${maxNameBytes} bytes, one has ${name.length}`,
      );
    }
  }
}
