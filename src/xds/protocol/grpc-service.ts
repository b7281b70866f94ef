import type {
  ServerDuplexStream,
  ServerUnaryCall,
  ServiceDefinition,
  sendUnaryData,
  UntypedHandleCall,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Hub } from '../hub.ts';
import { type LoadHub, LoadStream } from '../load/load-stream.ts';
import type { Shown } from '../server.ts';
import { Stream } from '../stream/stream.ts';
import { RequestError } from '../wire/request-error.ts';
import { deltaProtocol } from './delta.ts';
import type { Protocol, Transport } from './protocol.ts';
import { sotwProtocol } from './sotw.ts';

type Call = ServerDuplexStream<Buffer, Buffer>;

const same = (bytes: Buffer): Buffer => bytes;

function method(path: string, isStream = true) {
  return {
    path,
    requestStream: isStream,
    responseStream: isStream,
    // Bytes in, bytes out: messages are spliced by us and not built by gRPC.
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

/** loadReporting is the service in which clients tell what they send, as gRPC sees it. */
export const loadReporting = {
  streamLoadStats: method('/envoy.service.load_stats.v3.LoadReportingService/StreamLoadStats'),
} as const satisfies ServiceDefinition;

/** metricsCollection is the service in which clients tell of their endpoints, as gRPC sees it: OpenTelemetry's. */
export const metricsCollection = {
  export: method('/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', false),
} as const satisfies ServiceDefinition;

/** aggregatedDiscovery is the service as gRPC sees it. */
export const aggregatedDiscovery = {
  deltaAggregatedResources: method(
    '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
  ),
  streamAggregatedResources: method(
    '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources',
  ),
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

/** loadHandlers serve it; `streams` is kept up to date with who tells. */
export function loadHandlers(hub: LoadHub, streams: Set<LoadStream>): UntypedServiceImplementation {
  return {
    streamLoadStats: (call: Call) => {
      const write = (payload: Buffer) => call.write(payload);
      const stream = new LoadStream(hub, { write, fail: failing(call) }, shownBy(call));
      follow(call, stream, streams);
    },
  };
}

/** metricsHandlers serve it; `hear` throws a RequestError where it does not believe what is told. */
export function metricsHandlers(
  hear: (bytes: Uint8Array, shown: Shown) => void,
): UntypedServiceImplementation {
  return {
    export: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
      try {
        hear(call.request, shownBy(call));
        answer(null, Buffer.alloc(0));
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        answer({ code: error.status, details: error.message });
      }
    },
  };
}

function attach(call: Call, hub: Hub<Stream>, protocol: Protocol<Stream>, streams: Set<Stream>): void {
  const stream: Stream = new Stream(
    hub,
    protocol,
    transport(call, hub.outflow, () => hub.schedule(stream)),
    shownBy(call),
  );
  follow(call, stream, streams);
}

/** Any of what is told of its end may come first, or alone. */
function follow<One extends Pick<Stream, 'receive' | 'close'>>(
  call: Call,
  stream: One,
  streams: Set<One>,
): void {
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

/** Of several credentials nobody can tell which is meant. A certificate that was asked for was checked when TLS began. */
function shownBy(call: Pick<Call, 'metadata' | 'getAuthContext'>): Shown {
  const [only, ...others] = call.metadata.get('authorization');
  const certificate = call.getAuthContext().sslPeerCertificate;
  return {
    credentials: others.length === 0 && typeof only === 'string' ? only : undefined,
    names: certificate && urisOf(certificate.subjectaltname),
  };
}

/** Of the form `URI:spiffe://a, DNS:b`; what holds a comma is written in quotes, and none of ours does. */
function urisOf(names = ''): string {
  return names
    .split(', ')
    .flatMap(name => (name.startsWith('URI:') ? [name.slice('URI:'.length)] : []))
    .join(' ');
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
    fail: failing(call),
  };
}

function failing(call: Call): Transport['fail'] {
  return (code, message) => call.emit('error', { code, details: message });
}
