import { EventEmitter, once } from 'node:events';
import type http2 from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type ProcessingRequest,
  ProcessingRequestSchema,
  type ProcessingResponse,
  ProcessingResponseSchema,
} from '#gen/envoy/service/ext_proc/v3/external_processor_pb.js';

/** processMethod is the method with which Envoy has requests and responses processed. */
export const processMethod = '/envoy.service.ext_proc.v3.ExternalProcessor/Process';

/**
 * Processor marks what it is shown: headers of requests and responses with `x-processed`, bodies with `x-body`. It answers a
 * request with `x-token: stop` itself.
 */
export class Processor {
  /** How its calls ended: HTTP/2 error codes, where 0 means a normal end. */
  readonly #codes: number[] = [];
  readonly #news = new EventEmitter();

  call(request: http2.Http2ServerRequest, response: http2.Http2ServerResponse): void {
    let unread = Buffer.alloc(0);
    response.setHeader('content-type', 'application/grpc');
    response.addTrailers({ 'grpc-status': '0' });
    request.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (let length = lengthOf(unread); length !== undefined; length = lengthOf(unread)) {
        const answer = processed(fromBinary(ProcessingRequestSchema, unread.subarray(5, 5 + length)));
        unread = unread.subarray(5 + length);
        const bytes = toBinary(ProcessingResponseSchema, answer);
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(bytes.length, 1);
        response.write(Buffer.concat([prefix, bytes]));
      }
    });
    request.on('end', () => response.end());
    const { stream } = request;
    stream.on('close', () => {
      this.#codes.push(stream.rstCode);
      this.#news.emit('end');
    });
  }

  /** ended waits until this many calls are over, and gives the codes with which they were. */
  async ended(count: number): Promise<readonly number[]> {
    const until = AbortSignal.timeout(10_000);
    while (this.#codes.length < count) await once(this.#news, 'end', { signal: until });
    return this.#codes;
  }
}

/** The length of the first message, if all of it is there: a flag and a length go before it. */
function lengthOf(bytes: Buffer): number | undefined {
  if (bytes.length < 5) return undefined;
  const length = bytes.readUInt32BE(1);
  return bytes.length < 5 + length ? undefined : length;
}

function processed({ request }: ProcessingRequest): ProcessingResponse {
  switch (request.case) {
    case 'requestHeaders': {
      const headers = request.value.headers?.headers ?? [];
      const token = headers.find(({ key }) => key === 'x-token')?.rawValue ?? new Uint8Array();
      if (Buffer.from(token).toString() === 'stop') {
        const value = { status: { code: 418 }, body: Buffer.from('stopped') };
        return create(ProcessingResponseSchema, { response: { case: 'immediateResponse', value } });
      }
      return create(ProcessingResponseSchema, {
        response: { case: 'requestHeaders', value: { response: marking('x-processed', 'request') } },
      });
    }
    case 'responseHeaders':
      return create(ProcessingResponseSchema, {
        response: { case: 'responseHeaders', value: { response: marking('x-processed', 'response') } },
      });
    case 'requestBody':
      return create(ProcessingResponseSchema, {
        response: { case: 'requestBody', value: { response: marking('x-body', 'request') } },
      });
    case 'responseBody':
      return create(ProcessingResponseSchema, {
        response: { case: 'responseBody', value: { response: marking('x-body', 'response') } },
      });
    default:
      throw new Error(`no answer to ${request.case}`);
  }
}

function marking(key: string, value: string) {
  const rawValue = Buffer.from(value);
  return { headerMutation: { setHeaders: [{ header: { key, rawValue } }] } };
}
