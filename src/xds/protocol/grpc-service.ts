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

/** loadReporting defines, for gRPC, the service in which clients report what they send. */
export const loadReporting = {
  streamLoadStats: method('/envoy.service.load_stats.v3.LoadReportingService/StreamLoadStats'),
} as const satisfies ServiceDefinition;

/** metricsCollection defines, for gRPC, the service in which clients report on their endpoints: OpenTelemetry's. */
export const metricsCollection = {
  export: method('/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', false),
} as const satisfies ServiceDefinition;

/** aggregatedDiscovery defines, for gRPC, both variants of ADS. */
export const aggregatedDiscovery = {
  deltaAggregatedResources: method(
    '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
  ),
  streamAggregatedResources: method(
    '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources',
  ),
} as const satisfies ServiceDefinition;

/** handlers serve aggregatedDiscovery; `streams` is kept up to date with who is connected. */
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

/** loadHandlers serve loadReporting; `streams` is kept up to date with who is connected. */
export function loadHandlers(hub: LoadHub, streams: Set<LoadStream>): UntypedServiceImplementation {
  return {
    streamLoadStats: (call: Call) => {
      const write = (payload: Buffer) => call.write(payload);
      const stream = new LoadStream(hub, { write, fail: failing(call) }, shownBy(call));
      follow(call, stream, streams);
    },
  };
}

/** metricsHandlers serve metricsCollection; `hear` throws a RequestError where it does not believe a report. */
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

/** Of the events that tell of the call's end, any may come first, or alone. */
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

/** Several credentials count as none: nobody can tell which is meant. TLS has already verified a client's certificate. */
function shownBy(call: Pick<Call, 'metadata' | 'getAuthContext'>): Shown {
  const [only, ...others] = call.metadata.get('authorization');
  const certificate = call.getAuthContext().sslPeerCertificate;
  return {
    credentials: others.length === 0 && typeof only === 'string' ? only : undefined,
    names: certificate && urisOf(certificate.subjectaltname),
  };
}

/** The names have the form `URI:spiffe://a, DNS:b`; one with a comma in it is in quotes, and none of ours has one. */
function urisOf(names = ''): string {
  return names
    .split(', ')
    .flatMap(name => (name.startsWith('URI:') ? [name.slice('URI:'.length)] : []))
    .join(' ');
}

/** Bytes that may wait unsent in a stream; beyond that, its next response is not even made. */
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
