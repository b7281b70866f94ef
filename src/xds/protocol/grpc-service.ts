import type {
  ServerDuplexStream,
  ServiceDefinition,
  status,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Hub } from '../hub.ts';
import { Stream } from '../stream/stream.ts';
import { deltaProtocol } from './delta.ts';
import type { Protocol, Transport } from './protocol.ts';
import { sotwProtocol } from './sotw.ts';

type Call = ServerDuplexStream<Buffer, Buffer>;

const same = (bytes: Buffer): Buffer => bytes;

function method(path: string) {
  return {
    path: `/envoy.service.discovery.v3.AggregatedDiscoveryService/${path}`,
    requestStream: true,
    responseStream: true,
    // Bytes in, bytes out: messages are spliced by us and not built by gRPC.
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

/** aggregatedDiscovery is the service as gRPC sees it. */
export const aggregatedDiscovery = {
  deltaAggregatedResources: method('DeltaAggregatedResources'),
  streamAggregatedResources: method('StreamAggregatedResources'),
} as const satisfies ServiceDefinition;

/** handlers serve both variants; `streams` is kept up to date with who is connected. */
export function handlers(hub: Hub<Stream>, streams: Set<Stream>): UntypedServiceImplementation {
  const serve =
    (protocol: Protocol<Stream>): UntypedHandleCall =>
    (call: Call) =>
      attach(call, hub, protocol, streams);
  return {
    deltaAggregatedResources: serve(deltaProtocol),
    streamAggregatedResources: serve(sotwProtocol),
  };
}

function attach(call: Call, hub: Hub<Stream>, protocol: Protocol<Stream>, streams: Set<Stream>): void {
  const stream: Stream = new Stream(
    hub,
    protocol,
    transport(call, hub.outflow, () => hub.schedule(stream)),
    credentialsOf(call),
  );
  streams.add(stream);
  const close = (): void => {
    if (streams.delete(stream)) stream.close();
  };
  call.on('data', (bytes: Buffer) => stream.receive(bytes));
  call.on('end', () => {
    close();
    call.end();
  });
  call.on('cancelled', close);
  call.on('error', close);
}

/** Of several nobody can tell which is meant. */
function credentialsOf({ metadata }: Call): string | undefined {
  const [only, ...others] = metadata.get('authorization');
  return others.length === 0 && typeof only === 'string' ? only : undefined;
}

/** Bytes that may wait in a stream before its next response is not even made. */
const unsentLimit = 1024 * 1024;

function transport(call: Call, outflow: Hub<Stream>['outflow'], resume: () => void): Transport {
  let unsent = 0;
  return {
    get blocked() {
      return unsent > unsentLimit;
    },
    write(payload) {
      unsent += payload.length;
      const taken = outflow.wrote(payload.length);
      call.write(payload, () => {
        taken();
        const wasBlocked = unsent > unsentLimit;
        unsent -= payload.length;
        if (wasBlocked && unsent <= unsentLimit) resume();
      });
    },
    fail(code: status, message) {
      call.emit('error', { code, details: message });
    },
  };
}
