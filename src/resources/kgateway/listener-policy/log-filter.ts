import { Type } from 'typebox';
import { headerMatch } from '../../gateway-api/http-match.ts';
import { ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';

const comparison = Type.Object({
  op: Type.Enum(['EQ', 'GE', 'LE']),
  value: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
});

/** The names of gRPC statuses, in the order of their numbers. */
export const loggedGrpcStatuses = [
  'OK',
  'CANCELED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** chosen is a filter without settings: its presence selects it. */
const chosen = Type.Optional(Type.Boolean());

const one = {
  statusCodeFilter: Type.Optional(comparison),
  durationFilter: Type.Optional(comparison),
  notHealthCheckFilter: chosen,
  traceableFilter: chosen,
  headerFilter: Type.Optional(Type.Object({ header: headerMatch })),
  responseFlagFilter: Type.Optional(
    Type.Object({
      flags: Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { minItems: 1, maxItems: 64 }),
    }),
  ),
  grpcStatusFilter: Type.Optional(
    Type.Object({
      statuses: Type.Array(Type.Enum([...loggedGrpcStatuses]), { minItems: 1, maxItems: 17 }),
      exclude: Type.Boolean({ default: false }),
    }),
  ),
  celFilter: Type.Optional(Type.Object({ match: Type.String({ minLength: 1, maxLength: 4096 }) })),
  runtimeFilter: Type.Optional(
    Type.Object({
      runtimeKey: Type.String({ minLength: 1, maxLength: 256 }),
      percentSampled: Type.Object({
        numerator: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
        denominator: Type.Enum(['HUNDRED', 'TEN_THOUSAND', 'MILLION'], { default: 'HUNDRED' }),
      }),
      useIndependentRandomness: Type.Boolean({ default: false }),
    }),
  ),
};

const names = [
  'statusCodeFilter',
  'durationFilter',
  'notHealthCheckFilter',
  'traceableFilter',
  'headerFilter',
  'responseFlagFilter',
  'grpcStatusFilter',
  'celFilter',
  'runtimeFilter',
] as const satisfies readonly (keyof typeof one)[];

const single = ruled(Type.Object(one), oneOf(...names));
const several = Type.Optional(Type.Array(single, { minItems: 2, maxItems: 16 }));

/** logFilter says which requests are logged. */
export const logFilter = ruled(
  Type.Object({ ...one, andFilter: several, orFilter: several }),
  oneOf(...names, 'andFilter', 'orFilter'),
);

/** WrittenLogFilter is logFilter as read; WrittenSingleFilter is one of the filters that it may combine. */
export type WrittenLogFilter = Read<typeof logFilter>;
export type WrittenSingleFilter = Read<typeof single>;
