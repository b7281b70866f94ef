import { Type } from 'typebox';
import { hostText, portNumber } from '../../gateway-api/fields.ts';
import type { Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { usedBackendCluster } from '../backend-cluster.ts';

/** calledProperties name the receiver of telemetry: backends, or a host, which is the older form. */
export const calledProperties = {
  ...usedBackendCluster,
  host: Type.Optional(hostText),
  port: Type.Optional(portNumber),
};

/** WrittenCalled is such a receiver as read. */
export type WrittenCalled = Read<Type.TObject<typeof calledProperties>>;

/** checkCalled requires that a receiver is named. */
export function checkCalled({ backendRef, backendRefs, host }: WrittenCalled, report: Report): void {
  if (backendRef === undefined && backendRefs.length === 0 && host === undefined) {
    report('names nobody to send to; write backendRefs, or host and port');
  }
}

/** sentHeaders are sent along with telemetry. */
export const sentHeaders = Type.Array(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 256 }),
    value: Type.String({ maxLength: 4096, '~secret': true }),
  }),
  { maxItems: 32, default: [] },
);
