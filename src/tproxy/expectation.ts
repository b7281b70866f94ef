import { Fault } from '#lib/fault.ts';
import { resolveUser } from './machine.ts';
import { port as portType } from './setting-type.ts';
import type { Status } from './status.ts';

/** Expectation is what a proxy needs of the rules. An undefined port is not checked; 'none' must not be redirected to. */
export interface Expectation {
  readonly outbound?: number | 'none';
  readonly inbound?: number | 'none';
  readonly dns?: number | 'none';
  readonly user?: number;
}

/**
 * checkExpectation says how the rules in force do not fit a proxy, one sentence each; empty where they fit. An agent checks
 * this before it starts a proxy, and now and then afterwards: traffic that is redirected to a port on which nobody listens is
 * refused, and a proxy that runs as another user talks to itself.
 */
export function checkExpectation(status: Status, expectation: Expectation): readonly string[] {
  if (Object.keys(expectation).length === 0) return [];
  const { plan } = status;
  if (status.state === 'absent') return ['no transparent proxy is installed'];
  if (plan === undefined) return ['the rules in force do not say what they are meant to be'];
  const directions = [
    ['outbound traffic', expectation.outbound, plan.outbound?.port],
    ['inbound traffic', expectation.inbound, plan.inbound?.port],
    ['DNS', expectation.dns, plan.dns?.port],
  ] as const;
  const { user } = expectation;
  return [
    ...directions.flatMap(([what, wanted, actual]) => mismatch(what, wanted, actual)),
    ...(user !== undefined && user !== plan.proxyUser
      ? [
          `the rules leave alone what UID ${plan.proxyUser} sends, but the proxy runs as UID ${user}: its own traffic would come back to it`,
        ]
      : []),
    ...(status.state === 'drifted' ? [`the rules have drifted: ${status.differences[0]}`] : []),
  ];
}

function mismatch(
  what: string,
  wanted: number | 'none' | undefined,
  actual: number | undefined,
): readonly string[] {
  if (wanted === undefined || wanted === (actual ?? 'none')) return [];
  if (actual === undefined)
    return [`${what} is not redirected, but the proxy waits for it on port ${wanted}`];
  if (wanted === 'none') return [`${what} is redirected to port ${actual}, where the proxy does not listen`];
  return [`${what} is redirected to port ${actual}, but the proxy listens on port ${wanted}`];
}

/** parseExpectation reads `OUTBOUND[,INBOUND[,DNS]]` (`-` for none, empty for any) and a user's name or id. */
export async function parseExpectation(ports: unknown, user: unknown): Promise<Expectation> {
  const parts = typeof ports === 'string' ? ports.split(',').map(part => part.trim()) : [];
  if (parts.length > 3)
    throw new Fault('usage', '--expect-ports: expected at most three: OUTBOUND,INBOUND,DNS');
  const [outbound, inbound, dns] = parts.map(parsePort);
  return {
    ...(outbound === undefined ? {} : { outbound }),
    ...(inbound === undefined ? {} : { inbound }),
    ...(dns === undefined ? {} : { dns }),
    ...(typeof user === 'string' ? { user: await resolveUser(user, '--expect-user') } : {}),
  };
}

function parsePort(part: string): number | 'none' | undefined {
  if (part === '') return undefined;
  if (part === '-') return 'none';
  const parsed = portType.parse(part);
  if (parsed.kind === 'mistake') throw new Fault('usage', `--expect-ports: ${parsed.reason}`);
  return parsed.value;
}
