import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';

/** The names of gRPC statuses in this policy, in the order of their numbers. */
export const grpcStatuses = [
  'Ok',
  'Cancelled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

const percent = { minimum: 0, maximum: 100 };

/** admissionControl rejects requests while too many fail. */
export const admissionControl = Type.Object({
  samplingWindow: Type.Optional(duration),
  minSuccessRate: Type.Optional(Type.Integer({ ...percent, minimum: 1 })),
  rejectionAggression: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  minRequestRate: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
  maxRejectionPercent: Type.Optional(Type.Integer(percent)),
  successCriteria: Type.Optional(
    Type.Object({
      http: Type.Optional(
        Type.Object({
          statusCodes: Type.Array(Type.Integer({ minimum: 100, maximum: 599 }), {
            minItems: 1,
            maxItems: 500,
          }),
        }),
      ),
      grpc: Type.Optional(
        Type.Object({ statusCodes: Type.Array(Type.Enum([...grpcStatuses]), { minItems: 1, maxItems: 17 }) }),
      ),
    }),
  ),
});
