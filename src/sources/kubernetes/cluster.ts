import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';
import { bounded, wholeText } from '#lib/bounded.ts';

/** ClusterRequest is one question to an API server; `path` begins with `/api` or `/apis`. */
export interface ClusterRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Media types of the answer. Default: JSON. */
  readonly accept?: string;
  readonly body?: { readonly type: string; readonly text: string };
  /** Timeout (ms) while nothing arrives. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
}

/** Cluster is an API server, together with our identity there. */
export interface Cluster {
  /** Its name for people: that of the context, or the server's address. */
  readonly name: string;
  /**
   * Sends a request and resolves with the answer, its body unread; `readJson` reads it. It rejects with an `ApiRefusal`
   * where the server answers other than 2xx, and with a `Fault` (`environment`) where nobody answers.
   */
  send(request: ClusterRequest): Promise<IncomingMessage>;
  /** Ends every connection. */
  close(): void;
}

/** ApiRefusal is an answer other than 2xx. `reason` is Kubernetes' word for it: `Forbidden`, `Expired`, `Conflict`. */
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

/** isRefusal tells whether a server answered with one of these statuses. It checks by name, so that it holds across bundles. */
export function isRefusal(error: unknown, ...statuses: readonly number[]): error is ApiRefusal {
  return (
    error instanceof Error && error.name === 'ApiRefusal' && statuses.includes((error as ApiRefusal).status)
  );
}

/** The largest thing that an API server sends in one piece is a page of a list, which is far below this. */
const mostBytes = 64 * 1024 ** 2;

/** readText reads a body to its end. */
export function readText(answer: IncomingMessage): Promise<string> {
  return wholeText(bounded(answer, mostBytes, () => new TooLong()));
}

/** TooLong says that more came than is accepted. */
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

/**
 * readLines hands on a body line by line: all lines that came together are given together, in the turn in which they came.
 * It resolves at the end of the body, and rejects where that does not come or `take` throws.
 */
export function readLines(answer: IncomingMessage, take: (lines: readonly string[]) => void): Promise<void> {
  const cut = new LineCutter();
  return new Promise((resolve, reject) => {
    finished(answer, error => {
      if (error === undefined || error === null) resolve();
      else reject(error);
    });
    answer.on('data', (chunk: Buffer) => {
      try {
        const lines = cut.add(chunk);
        if (lines.length > 0) take(lines);
      } catch (error) {
        answer.destroy(error as Error);
      }
    });
  });
}

/** LineCutter cuts a stream of chunks into lines. */
class LineCutter {
  /** The beginning of a line whose end is to come. */
  #begun: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      lines.push(this.#end(chunk.subarray(from, end)));
      from = end + 1;
    }
    if (from < chunk.length) {
      this.#begun.push(chunk.subarray(from));
      this.#length += chunk.length - from;
      if (this.#length > mostBytes) throw new TooLong();
    }
    return lines;
  }

  #end(rest: Buffer): string {
    if (this.#begun.length === 0) return rest.toString();
    const line = Buffer.concat([...this.#begun, rest]).toString();
    this.#begun = [];
    this.#length = 0;
    return line;
  }
}
