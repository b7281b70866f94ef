import { Type } from 'typebox';
import { duration } from '../gateway-api/duration.ts';
import { headerName } from '../gateway-api/fields.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';

const name = Type.String({ minLength: 1, maxLength: 256 });
const header = Type.Object({ name: headerName });

const cookie = Type.Object({
  name: Type.String({
    minLength: 1,
    maxLength: 256,
    pattern: '^[^=;,\\s]+$',
    '~wants': 'the name of a cookie',
  }),
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
  { type, header, headers, cookie, queryParams }: Read<typeof writtenHash>,
  report: Report,
): void {
  if (type === 'Header' && header === undefined) report('is required where the type is Header', 'header');
  if (type === 'Headers' && headers.length === 0) report('are required where the type is Headers', 'headers');
  if (type === 'Cookie' && cookie === undefined) report('is required where the type is Cookie', 'cookie');
  if (type === 'QueryParams' && queryParams.length === 0) {
    report('are required where the type is QueryParams', 'queryParams');
  }
}

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
    slowStart: Type.Optional(Type.Object({ window: duration })),
  },
  { '~unserved': ['backendUtilization', 'dynamicModule', 'endpointOverride', 'zoneAware'] },
);
/** loadBalancer is how the endpoint of a request is chosen. */
export const loadBalancer = ruled(writtenBalancer, checkBalancer);

function checkBalancer(
  { type, consistentHash, slowStart }: Read<typeof writtenBalancer>,
  report: Report,
): void {
  if (type === 'ConsistentHash' && consistentHash === undefined) {
    report('is required where the type is ConsistentHash', 'consistentHash');
  }
  if (type !== 'ConsistentHash' && consistentHash !== undefined) {
    report(`must be left out where the type is ${type}`, 'consistentHash');
  }
  if (slowStart !== undefined && type !== 'LeastRequest' && type !== 'RoundRobin') {
    report(
      `must be left out where the type is ${type}: only LeastRequest and RoundRobin can start slowly`,
      'slowStart',
    );
  }
  if (type === 'BackendUtilization' || type === 'DynamicModule') report.unserved('type');
}
export type LoadBalancer = Read<typeof loadBalancer>;
