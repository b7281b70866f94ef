import { Type } from 'typebox';
import { type Report, ruled } from '../../schema/annotate.ts';
import { type MeshCollectorRef, meshCollectorRef } from './backend-ref.ts';

/** hostAndPort is the address of a server. */
export const hostAndPort = ruled(
  Type.String({
    minLength: 3,
    maxLength: 260,
    pattern: '^(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$',
    '~wants': 'a host and a port such as logs.example.com:9000',
  }),
  (text, report) => canBeCalled(`http://${text}`, report),
);

/** canBeCalled requires that the numbers in an address and a port are possible. */
export function canBeCalled(url: string, report: Report): void {
  if (!URL.canParse(url)) report('is not an address that could be called: look at its numbers');
}

/**
 * The fields for the address of an OpenTelemetry collector: an address, or a reference to a MeshOpenTelemetryBackend or a service
 * of the mesh.
 */
export const collectorFields = {
  endpoint: Type.Optional(hostAndPort),
  backendRef: Type.Optional(meshCollectorRef),
};

/** WrittenCollector has one of the two fields. */
export interface WrittenCollector {
  readonly endpoint?: string;
  readonly backendRef?: MeshCollectorRef;
}

/** collectorAt requires exactly one of the two for a backend's collector. */
export function collectorAt(
  { openTelemetry }: { readonly openTelemetry?: WrittenCollector },
  report: Report,
): void {
  if (openTelemetry === undefined) return;
  if ((openTelemetry.endpoint === undefined) === (openTelemetry.backendRef === undefined))
    report('must have exactly one defined: endpoint, backendRef', 'openTelemetry');
}
