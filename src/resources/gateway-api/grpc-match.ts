import { Type } from 'typebox';
import { type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { headerMatches } from './http-match.ts';

const service = /^\.?[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)*$/;
const method = /^[A-Za-z_][A-Za-z_0-9]*$/;

const methodMatch = Type.Object({
  type: Type.Enum(['Exact', 'RegularExpression'], { default: 'Exact' }),
  service: Type.Optional(Type.String({ maxLength: 1024 })),
  method: Type.Optional(Type.String({ maxLength: 1024 })),
});

/** Names that are compared as text must be valid in protobuf; regular expressions need not. */
function checkMethod(written: Read<typeof methodMatch>, report: Report): void {
  if ((written.service ?? '') === '' && (written.method ?? '') === '') {
    report('must name a service or a method');
    return;
  }
  if (written.type !== 'Exact') return;
  if (written.service && !service.test(written.service)) {
    report('must be the name of a gRPC service such as shop.v1.Cart', 'service');
  }
  if (written.method && !method.test(written.method)) {
    report('must be the name of a gRPC method such as AddItem', 'method');
  }
}

/** grpcMatch is one alternative of a rule: all of its conditions must hold. Without conditions it matches every request. */
export const grpcMatch = Type.Object({
  method: Type.Optional(ruled(methodMatch, checkMethod)),
  headers: headerMatches,
});
export type GrpcRouteMatch = Read<typeof grpcMatch>;
