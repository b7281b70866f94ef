import { Type } from 'typebox';
import type { Report } from '../../schema/annotate.ts';

/** hostAndPort is where something listens. */
export const hostAndPort = Type.String({
  minLength: 3,
  maxLength: 260,
  pattern: '^(?:[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$',
  '~wants': 'a host and a port such as logs.example.com:9000',
});

interface Backend {
  readonly type: string;
  readonly openTelemetry?: { readonly endpoint?: string };
}

/** collectorAt is the rule that a collector of OpenTelemetry has an endpoint: a `backendRef` in its place is not served. */
export function collectorAt({ type, openTelemetry }: Backend, report: Report): void {
  if (type === 'OpenTelemetry' && openTelemetry !== undefined && openTelemetry.endpoint === undefined)
    report('must be defined', 'openTelemetry', 'endpoint');
}
