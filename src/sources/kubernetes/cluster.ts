import type { IncomingMessage } from 'node:http';
import { bounded, wholeText } from '#lib/bounded.ts';

/** ClusterRequest is one question to an API server; `path` begins with `/api` or `/apis`. */
export interface ClusterRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Media types of the answer. Default: JSON. */
  readonly accept?: string;
  readonly body?: { readonly type: string; readonly text: string };
  /** So long (ms) may nothing come. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** Cluster is an API server, and who we are to it. */
export interface Cluster {
  /** As people know it: the name of the context, or the server's address. */
  readonly name: string;
  /**
   * The answer, its body unread; `readJson` reads it. It rejects with an `ApiRefusal` where the server answers other than
   * 2xx, and with a `Fault` (`environment`) where nobody does.
   */
  send(request: ClusterRequest): Promise<IncomingMessage>;
  /** Ends every connection. */
  close(): void;
}

/** ApiRefusal is an answer that is no success. `reason` is Kubernetes' word for it: `Forbidden`, `Expired`, `Conflict`. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** isRefusal tells whether a server answered so; by name, so that it holds across bundles. */
export function isRefusal(error: unknown, ...statuses: readonly number[]): error is ApiRefusal {
  return (
    error instanceof Error && error.name === 'ApiRefusal' && statuses.includes((error as ApiRefusal).status)
  );
}

/** What an API server sends at once is a page of a list at most: far below this. */
const mostBytes = 64 * 1024 ** 2;

/** readText reads a body to its end. */
export function readText(answer: IncomingMessage): Promise<string> {
  return wholeText(bounded(answer, mostBytes, () => new TooLong()));
}

/** TooLong says that more came than is taken in. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
  constructor() {
    super(`more than ${mostBytes / 1024 ** 2} MiB came in one piece`);
  }
}

/** readJson reads a body that is one value. */
export async function readJson(answer: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readText(answer));
}

/** linesOf gives what comes line by line, those that came together at once. */
export async function* linesOf(answer: IncomingMessage): AsyncGenerator<readonly string[]> {
  let begun: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      begun.push(chunk.subarray(from, end));
      lines.push(Buffer.concat(begun).toString());
      begun = [];
      length = 0;
      from = end + 1;
    }
    if (from < chunk.length) {
      begun.push(chunk.subarray(from));
      length += chunk.length - from;
    }
    if (length > mostBytes) {
      answer.destroy();
      throw new TooLong();
    }
    if (lines.length > 0) yield lines;
  }
}
