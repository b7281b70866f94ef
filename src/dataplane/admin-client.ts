import { request } from 'node:http';
import { bounded, wholeText } from '#lib/bounded.ts';

/** AdminAnswer is what Envoy's admin interface said. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: string;
}

/** AdminLimits bounds a request: `patience` is ms without an answer, `longest` the bytes of the answer. */
export interface AdminLimits {
  readonly patience: number;
  readonly longest: number;
}

const usualLimits: AdminLimits = { patience: 1_000, longest: 1 << 20 };

/**
 * askAdmin sends one request to the admin interface behind a unix socket. It rejects where Envoy is not there, does not
 * answer in time or before the signal, or answers with too many bytes (limits by default: a second, 1 MiB).
 */
export function askAdmin(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  signal?: AbortSignal,
  { patience, longest }: AdminLimits = usualLimits,
): Promise<AdminAnswer> {
  return new Promise((resolve, reject) => {
    const how = { socketPath, method, path, agent: false, timeout: patience, ...(signal && { signal }) };
    const tooLong = () => new Error(`the admin interface's answer to ${path} is too long`);
    const asked = request(how, answer => {
      wholeText(bounded(answer, longest, tooLong)).then(
        body => resolve({ status: answer.statusCode ?? 0, body }),
        reject,
      );
    });
    asked.on('timeout', () => asked.destroy(new Error(`the admin interface did not answer ${path} in time`)));
    asked.on('error', reject);
    asked.end();
  });
}

/** isReady tells whether Envoy has its first configuration and its workers serve. */
export async function isReady(socketPath: string): Promise<boolean> {
  return askAdmin(socketPath, 'GET', '/ready').then(
    answer => answer.status === 200,
    () => false,
  );
}

/** requestsInFlight counts the requests that its listeners are working on, the admin interface's own aside. */
export async function requestsInFlight(socketPath: string, signal?: AbortSignal): Promise<number> {
  const path = '/stats?filter=%5Ehttp%5C..*downstream_rq_active%24';
  const answer = await askAdmin(socketPath, 'GET', path, signal);
  return answer.body
    .split('\n')
    .filter(line => !line.startsWith('http.admin.'))
    .reduce((sum, line) => sum + (Number(line.split(': ')[1]) || 0), 0);
}
