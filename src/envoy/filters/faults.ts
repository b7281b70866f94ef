import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { HTTPFaultSchema } from '#gen/envoy/extensions/filters/http/fault/v3/fault_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { Faults, HttpRule } from '#model';
import { fraction } from '../fraction.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.fault';
const settings = anyPack(HTTPFaultSchema, create(HTTPFaultSchema));

/** faults makes requests fail or wait on purpose. */
export function faults({ faults }: HttpRule): readonly FilterNeed[] {
  if (faults === undefined) return [];
  return [{ instance, settings, clusters: [], perRoute: anyPack(HTTPFaultSchema, made(faults)) }];
}

function made({ delay, abort }: Faults) {
  return create(HTTPFaultSchema, {
    ...(delay === undefined || delay.time === 0
      ? {}
      : {
          delay: {
            faultDelaySecifier: { case: 'fixedDelay', value: protobufDuration(delay.time) },
            percentage: fraction(delay.percent),
          },
        }),
    ...(abort === undefined
      ? {}
      : {
          abort: {
            errorType: { case: abort.kind === 'http' ? 'httpStatus' : 'grpcStatus', value: abort.status },
            percentage: fraction(abort.percent),
          },
        }),
  });
}
