import type { ConsulAnswer, ConsulWant, Refused } from '#model';
import { withinTime } from '../within-time.ts';
import type { AgentReply, AskAgent, ConsulAgent } from './consul-agent.ts';
import { readInstances } from './read-instances.ts';

/** Asked is the result of one question; after `index` a next question may wait for changes, where Consul gives one. */
export type Asked =
  | { readonly kind: 'found'; readonly answer: ConsulAnswer; readonly index?: bigint }
  | { readonly kind: 'failed'; readonly error: string; readonly refused?: Refused };

/** Question is how to ask. */
export interface Question {
  /** Consul may hold the answer until there is a change after this index, for at most `wait` seconds. */
  readonly after?: { readonly index: bigint; readonly wait: number };
  /** ms after which a silent agent is given up. */
  readonly timeout: number;
  readonly ended: AbortSignal;
}

/** askService asks once. It never rejects. */
export async function askService(
  ask: AskAgent,
  place: Pick<ConsulAgent, 'namespace' | 'partition'>,
  want: ConsulWant,
  { after, timeout, ended }: Question,
): Promise<Asked> {
  // Consul adds up to a sixteenth, so that not all come back at once.
  const held = after === undefined ? 0 : after.wait * (1 + 1 / 16) * 1000;
  try {
    return read(
      await withinTime(timeout + held, ended, signal => ask(pathOf(want, place, after), signal)),
      want,
    );
  } catch (error) {
    return { kind: 'failed', error: (error as Error).message };
  }
}

function pathOf(
  { service, datacenter, consistency, isCached }: ConsulWant,
  { namespace, partition }: Pick<ConsulAgent, 'namespace' | 'partition'>,
  after: Question['after'],
): string {
  const query = new URLSearchParams();
  const given = { dc: datacenter, ns: namespace, partition };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) query.set(name, value);
  if (consistency !== undefined) query.set(consistency, '');
  if (isCached === true) query.set('cached', '');
  if (after !== undefined) {
    query.set('index', String(after.index));
    query.set('wait', `${after.wait}s`);
  }
  return `/v1/health/service/${encodeURIComponent(service)}?${query}`;
}

function read({ status, headers, body }: AgentReply, { consistency }: ConsulWant): Asked {
  if (status !== 200) return refusal(status, body);
  const instances = readInstances(body);
  if (instances.length === 0 && headers['x-consul-results-filtered-by-acls'] === 'true')
    return {
      kind: 'failed',
      error: 'the token may not read it: it needs service:read and node:read',
      refused: 'permission',
    };
  // A server that may answer without a leader may know nothing yet.
  if (instances.length === 0 && consistency === 'stale' && headers['x-consul-knownleader'] === 'false')
    return { kind: 'failed', error: 'the server that answered knows of no leader' };
  const index = indexIn(headers['x-consul-index']);
  return {
    kind: 'found',
    answer: { kind: 'consul', instances },
    ...(index === undefined ? {} : { index }),
  };
}

/** An index that is not a number, or zero, cannot be waited for. */
function indexIn(header: AgentReply['headers'][string]): bigint | undefined {
  if (typeof header !== 'string' || !/^\d{1,20}$/.test(header)) return undefined;
  const index = BigInt(header);
  return index > 0n ? index : undefined;
}

function refusal(status: number, body: string): Asked {
  const error = `it answered ${status}${body === '' ? '' : `: ${body}`}`;
  if (status !== 403 && status !== 401) return { kind: 'failed', error };
  // Consul refuses an unknown token with the same status as one without permission.
  const isUnknown = status === 401 || /ACL not found/i.test(body);
  return { kind: 'failed', error, refused: isUnknown ? 'identity' : 'permission' };
}
