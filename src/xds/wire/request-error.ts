import type { status } from '@grpc/grpc-js';

/** Bytes of one request: 100,000 names with their versions. */
export const maxRequestBytes = 16 * 1024 * 1024;

/** RequestError is a malformed request. It ends its stream with a gRPC status, and nothing else. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: status;
  constructor(code: status, message: string) {
    super(message);
    this.status = code;
  }
}
