import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RetryPolicySchema as CoreRetryPolicySchema } from '#gen/envoy/config/core/v3/base_pb.js';
import {
  RetryPolicy_ResetHeaderFormat,
  type RetryPolicySchema,
} from '#gen/envoy/config/route/v3/route_components_pb.js';
import { OmitHostMetadataConfigSchema } from '#gen/envoy/extensions/retry/host/omit_host_metadata/v3/omit_host_metadata_config_pb.js';
import { PreviousHostsPredicateSchema } from '#gen/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import { PreviousPrioritiesConfigSchema } from '#gen/envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type HttpAction, type Retries, retriedByDefault } from '#model';
import { extension } from './extension.ts';
import { headerMatcher } from './header-matcher.ts';
import { limit } from './limit.ts';
import { standInsOf } from './stand-ins.ts';
import { mayBeUnreached, unreached } from './unreached.ts';

const { SECONDS, UNIX_TIMESTAMP } = RetryPolicy_ResetHeaderFormat;

/**
 * How often Envoy looks for an endpoint that was not asked yet. Balancing by load prefers an endpoint that is down, as nothing
 * is under way there: of two it is chosen three times in four, so that five looks (the usual number) would find no other once
 * in five.
 */
const hostAttempts = 20;

const previousHosts = extension(
  'envoy.retry_host_predicates.previous_hosts',
  PreviousHostsPredicateSchema,
  {},
);

type Forward = Extract<HttpAction, { kind: 'forward' }>;
type PolicyInit = Extract<MessageInitShape<typeof RetryPolicySchema>, { $typeName?: never }>;

/**
 * retries is the retry policy of a rule. Where others may take over from a backend, a retry goes to one that was not asked.
 * There, even if no retries are written, a request that found a backend down is retried: it was never sent, so nothing is done
 * twice.
 */
export function retries({ retries: written, forwarding }: Forward): { readonly retryPolicy?: PolicyInit } {
  const standIns = standInsOf(forwarding.destinations);
  const alsoUnreached = mayBeUnreached(forwarding) ? withUnreached : (policy: PolicyInit) => policy;
  if (written !== undefined) {
    const policy = alsoUnreached(retryPolicy(written));
    return { retryPolicy: standIns === 0 ? policy : { retryPriority: otherPriority(1), ...policy } };
  }
  if (standIns === 0) return {};
  return {
    retryPolicy: alsoUnreached({
      retryOn: 'connect-failure',
      numRetries: standIns,
      retryPriority: otherPriority(1),
    }),
  };
}

/** A policy that retries failed connections also retries where an internal listener of Envoy's says that it could not connect. */
function withUnreached(policy: PolicyInit): PolicyInit {
  const { retryOn = '', retriableHeaders = [] } = policy;
  if (!retryOn.split(',').includes('connect-failure')) return policy;
  const found = headerMatcher({ kind: 'presence', name: unreached, isThere: true });
  return {
    ...policy,
    retryOn: `${retryOn},retriable-headers`,
    retriableHeaders: [...retriableHeaders, found],
  };
}

/** retryPolicy words retries for Envoy. Each goes to another endpoint where there is one. */
function retryPolicy(written: Retries): PolicyInit {
  const { attempts, on, statuses, perTryTimeout, backOff, askedBackOff, perPriority } = written;
  const codes = statuses ?? (on === undefined ? retriedByDefault.statuses : []);
  const conditions = new Set(on ?? (statuses === undefined ? retriedByDefault.on : []));
  if (codes.length > 0) conditions.add('retriable-status-codes');
  return {
    retryOn: [...conditions].join(','),
    ...(attempts === undefined ? {} : { numRetries: attempts }),
    retriableStatusCodes: [...codes],
    ...(perTryTimeout === undefined ? {} : { perTryTimeout: protobufDuration(perTryTimeout) }),
    ...(backOff === undefined ? {} : { retryBackOff: intervals(backOff) }),
    ...(askedBackOff === undefined ? {} : { rateLimitedRetryBackOff: asked(askedBackOff) }),
    ...(written.requests === undefined
      ? {}
      : { retriableRequestHeaders: written.requests.map(headerMatcher) }),
    ...(written.answers === undefined ? {} : { retriableHeaders: written.answers.map(headerMatcher) }),
    ...hostsAsked(written.hosts),
    ...(perPriority === undefined ? {} : { retryPriority: otherPriority(perPriority) }),
  };
}

function asked({ headers, max }: NonNullable<Retries['askedBackOff']>) {
  return {
    resetHeaders: headers.map(({ name, says }) => ({
      name,
      format: says === 'seconds' ? SECONDS : UNIX_TIMESTAMP,
    })),
    ...(max === undefined ? {} : { maxInterval: limit(max) }),
  };
}

function hostsAsked(
  hosts: Retries['hosts'] = { omitsAsked: true, omitsLabelled: [], maxTries: hostAttempts },
) {
  return {
    retryHostPredicate: [
      ...(hosts.omitsAsked ? [previousHosts] : []),
      ...hosts.omitsLabelled.map(labels =>
        extension('envoy.retry_host_predicates.omit_host_metadata', OmitHostMetadataConfigSchema, {
          metadataMatch: { filterMetadata: { 'envoy.lb': { ...labels } } },
        }),
      ),
    ],
    ...(hosts.maxTries === undefined ? {} : { hostSelectionRetryMaxAttempts: BigInt(hosts.maxTries) }),
  };
}

function otherPriority(updateFrequency: number) {
  return extension('envoy.retry_priorities.previous_priorities', PreviousPrioritiesConfigSchema, {
    updateFrequency,
  });
}

/** callRetries words retries of a filter's own call, for which Envoy has fewer settings. */
export function callRetries(retries: Retries | undefined): { readonly retryPolicy?: CallPolicy } {
  if (retries === undefined) return {};
  const { attempts, on, backOff } = retries;
  return {
    retryPolicy: {
      retryOn: (on ?? callsByDefault).join(','),
      ...(attempts === undefined ? {} : { numRetries: attempts }),
      ...(backOff === undefined ? {} : { retryBackOff: intervals(backOff) }),
    },
  };
}

type CallPolicy = Extract<MessageInitShape<typeof CoreRetryPolicySchema>, { $typeName?: never }>;

const callsByDefault = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'gateway-error'];

function intervals({ base, max }: NonNullable<Retries['backOff']>) {
  return {
    // Envoy has no pause of 0.
    baseInterval: protobufDuration(Math.max(base, 1)),
    ...(max === undefined ? {} : { maxInterval: limit(max) }),
  };
}
