import type http2 from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { RateLimitDescriptor } from '#gen/envoy/extensions/common/ratelimit/v3/ratelimit_pb.js';
import {
  RateLimitRequestSchema,
  RateLimitResponse_Code,
  type RateLimitResponse_RateLimit_Unit,
  RateLimitResponseSchema,
} from '#gen/envoy/service/ratelimit/v3/rls_pb.js';

/** countMethod is the method with which Envoy asks whether a request may pass. */
export const countMethod = '/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit';

/** The unit of the limits that the counter knows itself. */
const perHour = 3;
/** Limits that the counter knows itself, by domain: so many requests of each descriptor, for as long as it lives. */
const ownLimits: ReadonlyMap<string, number> = new Map([['twice', 2]]);

/**
 * Counter counts requests by their descriptors, for as long as it lives. It applies the limits that come with them, or those
 * that it knows.
 */
export interface Counter {
  answer(request: http2.Http2ServerRequest, response: http2.Http2ServerResponse): void;
  /** The counts, by domain and descriptor (`fairlead key=value key=value`). */
  readonly counts: ReadonlyMap<string, number>;
}

export function createCounter(): Counter {
  const counts = new Map<string, number>();
  const count = (domain: string, { entries, limit, hitsAddend }: RateLimitDescriptor) => {
    const key = [domain, ...entries.map(({ key, value }) => `${key}=${value}`)].join(' ');
    const counted = (counts.get(key) ?? 0) + Number(hitsAddend ?? 1);
    counts.set(key, counted);
    const requestsPerUnit = limit?.requestsPerUnit ?? ownLimits.get(domain);
    if (requestsPerUnit === undefined) return { code: RateLimitResponse_Code.OK };
    return {
      code: counted > requestsPerUnit ? RateLimitResponse_Code.OVER_LIMIT : RateLimitResponse_Code.OK,
      // Both enumerations have the same numbers.
      currentLimit: {
        requestsPerUnit,
        unit: Number(limit?.unit ?? perHour) as RateLimitResponse_RateLimit_Unit,
      },
      limitRemaining: Math.max(0, requestsPerUnit - counted),
      durationUntilReset: { seconds: 60n },
    };
  };
  return {
    counts,
    answer(request, response) {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        // A flag and a length go before the message.
        const { domain, descriptors } = fromBinary(RateLimitRequestSchema, Buffer.concat(chunks).subarray(5));
        const statuses = descriptors.map(descriptor => count(domain, descriptor));
        const isOver = statuses.some(({ code }) => code === RateLimitResponse_Code.OVER_LIMIT);
        const overallCode = isOver ? RateLimitResponse_Code.OVER_LIMIT : RateLimitResponse_Code.OK;
        const answer = toBinary(
          RateLimitResponseSchema,
          create(RateLimitResponseSchema, { overallCode, statuses }),
        );
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(answer.length, 1);
        response.setHeader('content-type', 'application/grpc');
        response.addTrailers({ 'grpc-status': '0' });
        response.end(Buffer.concat([prefix, answer]));
      });
    },
  };
}
