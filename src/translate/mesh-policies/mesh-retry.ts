import type { HeaderCondition, Retries } from '#model';
import type { WrittenHeaderMatch, WrittenRetries } from '#resources';
import { given } from '../policies/given.ts';
import { headerCondition } from './header-condition.ts';
import type { MeshPolicyKind } from './mesh-policy-kind.ts';

type Http = NonNullable<WrittenRetries['http']>;
type Grpc = NonNullable<WrittenRetries['grpc']>;

/** meshRetry is what is retried: HTTP requests, gRPC calls or connection attempts, by the protocol of the port. */
export const meshRetry: MeshPolicyKind<WrittenRetries> = {
  id: 'kuma/MeshRetry',
  shapesBackends: false,
  meaning({ http, grpc, tcp }, { protocol }) {
    switch (protocol) {
      case 'http':
      case 'http2':
        return routed(http && httpRetries(http));
      case 'grpc':
        return routed(grpc && grpcRetries(grpc));
      case 'tcp':
      case 'kafka':
      case 'mysql':
        return tcp === undefined ? {} : { listener: { connecting: { attempts: tcp.maxConnectAttempt } } };
    }
  },
};

function routed(retries: Retries | undefined) {
  return retries === undefined ? {} : { route: { retries } };
}

/** Envoy's names for the conditions. */
const conditions: Readonly<Record<string, string>> = {
  '5xx': '5xx',
  GatewayError: 'gateway-error',
  Reset: 'reset',
  Retriable4xx: 'retriable-4xx',
  ConnectFailure: 'connect-failure',
  EnvoyRatelimited: 'envoy-ratelimited',
  RefusedStream: 'refused-stream',
  Http3PostConnectFailure: 'http3-post-connect-failure',
  Canceled: 'cancelled',
  DeadlineExceeded: 'deadline-exceeded',
  Internal: 'internal',
  ResourceExhausted: 'resource-exhausted',
  Unavailable: 'unavailable',
};

const httpByDefault = ['gateway-error', 'connect-failure', 'refused-stream'];
const grpcByDefault = [
  'cancelled',
  'connect-failure',
  'gateway-error',
  'refused-stream',
  'reset',
  'resource-exhausted',
  'unavailable',
];

function httpRetries(written: Http): Retries | undefined {
  const { retryOn = [], retriableRequestHeaders = [], retriableResponseHeaders } = written;
  if (written.numRetries === 0) return undefined;
  const on = retryOn.flatMap(item => conditions[item] ?? []);
  const statuses = retryOn.filter(item => /^[0-9]+$/.test(item)).map(Number);
  const requests = [...retryOn.flatMap(methodCondition), ...retriableRequestHeaders.map(headerCondition)];
  return {
    ...attemptsOf(written),
    on: on.length > 0 ? on : httpByDefault,
    ...(statuses.length > 0 ? { statuses } : {}),
    ...(requests.length > 0 ? { requests } : {}),
    ...given({ answers: retriableResponseHeaders && answersOf(retriableResponseHeaders) }),
    ...hostsOf(written),
  };
}

/** Reads `HttpMethodGet` and the like. */
function methodCondition(item: string): readonly HeaderCondition[] {
  const [, method] = /^HttpMethod([A-Z][a-z]+)$/.exec(item) ?? [];
  return method === undefined ? [] : [{ kind: 'exact', name: ':method', value: method.toUpperCase() }];
}

function answersOf(written: readonly WrittenHeaderMatch[]): readonly HeaderCondition[] | undefined {
  return written.length === 0 ? undefined : written.map(headerCondition);
}

function grpcRetries(written: Grpc): Retries | undefined {
  if (written.numRetries === 0) return undefined;
  const on = (written.retryOn ?? []).flatMap(item => conditions[item] ?? []);
  return { ...attemptsOf(written), on: on.length > 0 ? on : grpcByDefault };
}

/** The base interval in ms, where only the maximum is written. */
const firstPause = 25;

function attemptsOf({ numRetries, perTryTimeout, backOff, rateLimitedBackOff }: Http | Grpc): Retries {
  return given({
    attempts: numRetries,
    // 0 means no limit, which is Envoy's behaviour where nothing is set.
    perTryTimeout: perTryTimeout === 0 ? undefined : perTryTimeout,
    backOff:
      backOff === undefined
        ? undefined
        : { base: backOff.baseInterval ?? firstPause, ...given({ max: backOff.maxInterval }) },
    askedBackOff: rateLimitedBackOff && {
      headers: rateLimitedBackOff.resetHeaders.map(({ name, format }) => ({
        name,
        says: format === 'Seconds' ? ('seconds' as const) : ('until' as const),
      })),
      ...given({ max: rateLimitedBackOff.maxInterval }),
    },
  });
}

function hostsOf({ hostSelection, hostSelectionMaxAttempts }: Http): Pick<Retries, 'hosts' | 'perPriority'> {
  const tries = given({ maxTries: hostSelectionMaxAttempts });
  if (hostSelection === undefined)
    return hostSelectionMaxAttempts === undefined
      ? {}
      : { hosts: { omitsAsked: true, omitsLabelled: [], ...tries } };
  const byPriority = hostSelection.find(({ predicate }) => predicate === 'OmitPreviousPriorities');
  return {
    hosts: {
      omitsAsked: hostSelection.some(({ predicate }) => predicate === 'OmitPreviousHosts'),
      omitsLabelled: hostSelection.flatMap(({ predicate, tags }) =>
        predicate === 'OmitHostsWithTags' && tags !== undefined ? [tags] : [],
      ),
      ...tries,
    },
    ...given({ perPriority: byPriority?.updateFrequency }),
  };
}
