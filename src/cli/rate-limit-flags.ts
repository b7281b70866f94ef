import { type Command, Option } from 'commander';
import { parseDuration } from '#lib/duration.ts';
import { Fault } from '#lib/fault.ts';
import type { AddressPolicy, CountingBackend } from '#translate';
import { repeated } from './repeated.ts';

/** RateLimitFlags name the service that counts for all proxies, as given. */
export interface RateLimitFlags {
  readonly rateLimitService?: readonly string[];
  readonly rateLimitTimeout?: string;
  readonly rateLimitFailClosed?: boolean;
}

/** The default of Envoy and of Envoy Gateway. */
const defaultTimeout = '20ms';

/** addRateLimitFlags gives a command the flags for the service behind `rateLimit.global` in policies. */
export function addRateLimitFlags(command: Command): Command {
  return command
    .optionsGroup('Global rate limits:')
    .addOption(
      new Option(
        '--rate-limit-service <backend>',
        'rate limit service (envoy.service.ratelimit.v3 over gRPC): NAMESPACE/NAME of a Backend, or service/NAMESPACE/NAME:PORT; may be repeated, with =WEIGHT after each (default: 1)',
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        '--rate-limit-timeout <duration>',
        `how long a proxy waits for its answer (default: ${defaultTimeout})`,
      ),
    )
    .addOption(
      new Option(
        '--rate-limit-fail-closed',
        'refuse requests while it does not answer (default: let them pass)',
      ),
    );
}

/** readRateLimitService reads them; nothing where no service is named. */
export function readRateLimitService({
  rateLimitService = [],
  rateLimitTimeout = defaultTimeout,
  rateLimitFailClosed = false,
}: RateLimitFlags): Pick<AddressPolicy, 'rateLimitService'> {
  if (rateLimitService.length === 0) return {};
  const timeout = parseDuration(rateLimitTimeout);
  if (timeout === undefined) {
    const given = JSON.stringify(rateLimitTimeout);
    throw new Fault('usage', `--rate-limit-timeout: ${given} is not a duration: write 20ms or 1s`);
  }
  return {
    rateLimitService: {
      backends: rateLimitService.map(readBackend),
      timeout,
      failsClosed: rateLimitFailClosed,
    },
  };
}

const form =
  /^(?:(?<kind>backend|service)\/)?(?<namespace>[^/:=]+)\/(?<name>[^/:=]+)(?::(?<port>\d{1,5}))?(?:=(?<weight>\d{1,6}))?$/i;

function readBackend(written: string): CountingBackend {
  const { kind = 'backend', namespace, name, port, weight = '1' } = form.exec(written)?.groups ?? {};
  const isService = kind.toLowerCase() === 'service';
  if (namespace === undefined || name === undefined || (isService && port === undefined)) {
    const given = JSON.stringify(written);
    throw new Fault(
      'usage',
      `--rate-limit-service: ${given} names no backend: write NAMESPACE/NAME of a Backend, or service/NAMESPACE/NAME:PORT, and =WEIGHT (0 to 999999) where others share with it`,
    );
  }
  return {
    group: isService ? '' : 'gateway.envoyproxy.io',
    kind: isService ? 'Service' : 'Backend',
    namespace,
    name,
    weight: Number(weight),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}
