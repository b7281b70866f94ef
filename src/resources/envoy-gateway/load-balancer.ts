import { Type } from 'typebox';
import { duration } from '../gateway-api/duration.ts';
import { cookieName, headerName, hostText, portNumber } from '../gateway-api/fields.ts';
import { defaulted, type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { uniqueBy } from '../schema/unique.ts';

const name = Type.String({ minLength: 1, maxLength: 256 });
const header = Type.Object({ name: headerName });

const cookie = Type.Object({
  name: cookieName,
  ttl: Type.Optional(duration),
  attributes: mapOf(name, Type.String({ maxLength: 1024 }), 16),
});

const writtenHash = Type.Object({
  type: Type.Enum(['SourceIP', 'Header', 'Headers', 'Cookie', 'QueryParams']),
  header: Type.Optional(header),
  headers: Type.Array(header, { maxItems: 64, default: [] }),
  cookie: Type.Optional(cookie),
  queryParams: Type.Array(Type.Object({ name }), { maxItems: 64, default: [] }),
  tableSize: Type.Optional(Type.Integer({ minimum: 2, maximum: 5_000_011 })),
});
const consistentHash = ruled(writtenHash, checkHash);

function checkHash(
  { type, header, headers, cookie, queryParams, tableSize }: Read<typeof writtenHash>,
  report: Report,
): void {
  if (type === 'Header' && header === undefined) report('is required where the type is Header', 'header');
  if (type === 'Headers' && headers.length === 0) report('are required where the type is Headers', 'headers');
  if (type === 'Cookie' && cookie === undefined) report('is required where the type is Cookie', 'cookie');
  if (type === 'QueryParams' && queryParams.length === 0) {
    report('are required where the type is QueryParams', 'queryParams');
  }
  if (tableSize !== undefined && !isPrime(tableSize))
    report(`must be a prime number, but is ${tableSize}`, 'tableSize');
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}

const percent = Type.Integer({ minimum: 0, maximum: 100 });
const count = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });

const zoneAware = ruled(
  Type.Object({
    preferLocal: Type.Optional(
      Type.Object({
        minEndpointsThreshold: defaulted(count, 6),
        percentageEnabled: Type.Optional(percent),
        force: Type.Optional(Type.Object({ minEndpointsInZoneThreshold: defaulted(count, 1) })),
      }),
    ),
    weightedZones: ruled(
      Type.Array(
        Type.Object({
          zone: Type.String({ minLength: 1, maxLength: 253 }),
          weight: count,
        }),
        { maxItems: 64, default: [] },
      ),
      uniqueBy('zone'),
    ),
  }),
  ({ preferLocal, weightedZones }, report) => {
    if (preferLocal !== undefined && weightedZones.length > 0)
      report('must be left out where preferLocal is given', 'weightedZones');
  },
);

const backendUtilization = Type.Object({
  blackoutPeriod: Type.Optional(duration),
  weightExpirationPeriod: Type.Optional(duration),
  weightUpdatePeriod: Type.Optional(duration),
  errorUtilizationPenaltyPercent: Type.Optional(count),
  metricNamesForComputingUtilization: Type.Array(name, { maxItems: 16, default: [] }),
  keepResponseHeaders: Type.Boolean({ default: false }),
  outOfBand: Type.Optional(
    Type.Object({
      reportingPeriod: Type.Optional(duration),
      port: Type.Optional(portNumber),
      authority: Type.Optional(hostText),
    }),
  ),
});

const endpointOverride = Type.Object({
  extractFrom: Type.Array(Type.Object({ header: headerName }), { minItems: 1, maxItems: 10 }),
});

const writtenBalancer = Type.Object(
  {
    type: Type.Enum([
      'LeastRequest',
      'RoundRobin',
      'Random',
      'ConsistentHash',
      'BackendUtilization',
      'DynamicModule',
    ]),
    consistentHash: Type.Optional(consistentHash),
    backendUtilization: Type.Optional(backendUtilization),
    slowStart: Type.Optional(Type.Object({ window: duration })),
    endpointOverride: Type.Optional(endpointOverride),
    zoneAware: Type.Optional(zoneAware),
  },
  { '~unserved': ['dynamicModule'] },
);
/** loadBalancer says how the endpoint of a request is chosen. */
export const loadBalancer = ruled(writtenBalancer, checkBalancer);

function checkBalancer(
  { type, consistentHash, backendUtilization, slowStart, zoneAware }: Read<typeof writtenBalancer>,
  report: Report,
): void {
  if (type === 'ConsistentHash' && consistentHash === undefined) {
    report('is required where the type is ConsistentHash', 'consistentHash');
  }
  if (type !== 'ConsistentHash' && consistentHash !== undefined) {
    report(`must be left out where the type is ${type}`, 'consistentHash');
  }
  if (type !== 'BackendUtilization' && backendUtilization !== undefined) {
    report(`must be left out where the type is ${type}`, 'backendUtilization');
  }
  if (slowStart !== undefined && (type === 'Random' || type === 'ConsistentHash')) {
    report(
      `must be left out where the type is ${type}: only LeastRequest, RoundRobin and BackendUtilization can start slowly`,
      'slowStart',
    );
  }
  if (zoneAware?.preferLocal !== undefined && (type === 'ConsistentHash' || type === 'BackendUtilization')) {
    report(
      `must be left out where the type is ${type}: only LeastRequest, RoundRobin and Random can prefer a zone`,
      'zoneAware',
      'preferLocal',
    );
  }
  if (type === 'DynamicModule') report.unserved('type');
}
export type LoadBalancer = Read<typeof loadBalancer>;
