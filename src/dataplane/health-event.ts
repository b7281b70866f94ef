import { hostAndPort } from '#lib/ip-address.ts';

/** HealthEvent says that an Envoy took an endpoint out of use or put it back. */
export interface HealthEvent {
  readonly cluster: string;
  /** As in EndpointAnswer. */
  readonly address?: string;
  /** Why it was taken out, a clause: `it answered 503`. */
  readonly why?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** readHealthEvent reads a line that Envoy's health checks or outlier detection wrote; undefined where it is none. */
export function readHealthEvent(line: string): HealthEvent | undefined {
  const event = fieldsOf(parsed(line));
  const cluster = event?.cluster_name;
  if (event === undefined || typeof cluster !== 'string') return undefined;
  const address = addressOf(event);
  const why = whyOf(event);
  return { cluster, ...(address === undefined ? {} : { address }), ...(why === undefined ? {} : { why }) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // The line was cut off, as one longer than 4 KiB is.
  }
}

function addressOf({ upstream_url, host }: Fields): string | undefined {
  if (typeof upstream_url === 'string') return upstream_url;
  const { address, port_value } = fieldsOf(fieldsOf(host)?.socket_address) ?? {};
  if (typeof address === 'string' && typeof port_value === 'number') return hostAndPort(address, port_value);
  const path = fieldsOf(fieldsOf(host)?.pipe)?.path;
  return typeof path === 'string' ? path : undefined;
}

function whyOf({ type, action, ...event }: Fields): string | undefined {
  if (action === 'EJECT') return ejections[String(type)];
  const failure = fieldsOf(event.eject_unhealthy_event ?? event.health_check_failure_event);
  if (failure === undefined) return undefined;
  const status = failure.http_status_code;
  if (typeof status === 'number' && status > 0) return `it answered ${status}`;
  return failures[String(failure.failure_type)];
}

const failures: Readonly<Record<string, string>> = {
  ACTIVE: 'it answered otherwise than expected',
  NETWORK: 'no connection to it',
  NETWORK_TIMEOUT: 'it does not answer in time',
};

const ejections: Readonly<Record<string, string>> = {
  CONSECUTIVE_5XX: 'answers of 5xx in a row',
  CONSECUTIVE_GATEWAY_FAILURE: 'answers of 502, 503 or 504 in a row',
  CONSECUTIVE_LOCAL_ORIGIN_FAILURE: 'no connection to it, several times in a row',
  FAILURE_PERCENTAGE: 'too many of its answers were errors',
  FAILURE_PERCENTAGE_LOCAL_ORIGIN: 'too many attempts to connect to it failed',
};

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
