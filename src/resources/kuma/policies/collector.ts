import { Type } from 'typebox';
import { type Report, ruled } from '../../schema/annotate.ts';
import { type MeshCollectorRef, meshCollectorRef } from './backend-ref.ts';

/** hostAndPort is where something listens. */
export const hostAndPort = ruled(
  Type.String({
    minLength: 3,
    maxLength: 260,
    pattern: '^(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$',
    '~wants': 'a host and a port such as logs.example.com:9000',
  }),
  (text, report) => canBeCalled(`http://${text}`, report),
);

/** canBeCalled is the rule that numbers of an address and of a port are none that there cannot be. */
export function canBeCalled(url: string, report: Report): void {
  if (!URL.canParse(url)) report('is no address that could be called: look at its numbers');
}

/** Where a collector of OpenTelemetry is: at an address, a MeshOpenTelemetryBackend, or a service of the mesh. */
export const collectorFields = {
  endpoint: Type.Optional(hostAndPort),
  backendRef: Type.Optional(meshCollectorRef),
};

/** WrittenCollector has one of the two. */
export interface WrittenCollector {
  readonly endpoint?: string;
  readonly backendRef?: MeshCollectorRef;
}

/** collectorAt is the rule that it is said where the collector of a backend is, and in one way. */
export function collectorAt(
  { openTelemetry }: { readonly openTelemetry?: WrittenCollector },
  report: Report,
): void {
  if (openTelemetry === undefined) return;
  if ((openTelemetry.endpoint === undefined) === (openTelemetry.backendRef === undefined))
    report('must have exactly one defined: endpoint, backendRef', 'openTelemetry');
}
