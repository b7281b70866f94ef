import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { HTTPFaultSchema } from '#gen/envoy/extensions/filters/http/fault/v3/fault_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { Fault, HttpRule } from '#model';
import { callerHeader } from '../caller-header.ts';
import { fraction } from '../fraction.ts';
import { itemInstance } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.fault';
const settings = anyPack(HTTPFaultSchema, create(HTTPFaultSchema));
const kibibyte = 1024;

/** faults makes requests fail or wait on purpose. An instance makes one fault. */
export function faults({ faults }: HttpRule): readonly FilterNeed[] {
  if (faults === undefined) return [];
  const { also = [], most, ...first } = faults;
  return [first, ...also].map((fault, i) => ({
    instance: i === 0 ? instance : itemInstance(instance, i),
    settings,
    clusters: [],
    perRoute: anyPack(HTTPFaultSchema, made(fault, most)),
  }));
}

function made({ delay, abort, answers, callers = [], butFor = [] }: Fault, most: number | undefined) {
  return create(HTTPFaultSchema, {
    ...(most === undefined ? {} : { maxActiveFaults: most }),
    headers: [
      ...callers.map(one => callerHeader([one])),
      ...butFor.map(group => ({
        ...callerHeader(group),
        invertMatch: true,
        treatMissingHeaderAsEmpty: true,
      })),
    ],
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
    ...(answers === undefined
      ? {}
      : {
          responseRateLimit: {
            limitType: {
              case: 'fixedLimit',
              value: { limitKbps: BigInt(Math.max(1, Math.round(answers.rate / kibibyte))) },
            },
            percentage: fraction(answers.percent),
          },
        }),
  });
}
