import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RetryPolicySchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { PreviousHostsPredicateSchema } from '#gen/envoy/extensions/retry/host/previous_hosts/v3/previous_hosts_pb.js';
import { PreviousPrioritiesConfigSchema } from '#gen/envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { Retries } from '#model';
import { extension } from './extension.ts';

/** What is tried again where nothing is written: that of which no endpoint can have done anything twice, as in Envoy Gateway. */
const byDefault = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'];
const statusesByDefault = [503];
/** How often another endpoint is looked for than those that were asked. */
const hostAttempts = 5n;

const previousHosts = extension(
  'envoy.retry_host_predicates.previous_hosts',
  PreviousHostsPredicateSchema,
  {},
);

/** retryPolicy words retries for Envoy. Each goes to another endpoint where there is one. */
export function retryPolicy({
  attempts,
  on,
  statuses,
  perTryTimeout,
  backOff,
  perPriority,
}: Retries): MessageInitShape<typeof RetryPolicySchema> {
  const codes = statuses ?? (on === undefined ? statusesByDefault : []);
  const conditions = new Set(on ?? (statuses === undefined ? byDefault : []));
  if (codes.length > 0) conditions.add('retriable-status-codes');
  return {
    retryOn: [...conditions].join(','),
    ...(attempts === undefined ? {} : { numRetries: attempts }),
    retriableStatusCodes: [...codes],
    ...(perTryTimeout === undefined ? {} : { perTryTimeout: protobufDuration(perTryTimeout) }),
    ...(backOff === undefined
      ? {}
      : {
          retryBackOff: {
            baseInterval: protobufDuration(backOff.base),
            ...(backOff.max === undefined ? {} : { maxInterval: protobufDuration(backOff.max) }),
          },
        }),
    retryHostPredicate: [previousHosts],
    hostSelectionRetryMaxAttempts: hostAttempts,
    ...(perPriority === undefined
      ? {}
      : {
          retryPriority: extension(
            'envoy.retry_priorities.previous_priorities',
            PreviousPrioritiesConfigSchema,
            {
              updateFrequency: perPriority,
            },
          ),
        }),
  };
}
