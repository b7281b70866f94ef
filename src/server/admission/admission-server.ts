import type { IncomingMessage } from 'node:http';
import type { ObjectReview } from '#inspect';
import type { Fields } from '#lib/fields.ts';
import { type OpenServer, openServer, type ServerAddress } from '../open-server.ts';
import { saysJson } from '../read-body.ts';
import { readText } from '../read-text.ts';
import { writeText } from '../write-text.ts';
import { readReview, reviewed } from './admission-review.ts';

export interface AdmissionServerOptions extends ServerAddress {
  /** What is thought of an object; undefined while nothing is known yet, when everything is let through or nothing, as is configured. */
  readonly review: (object: Fields) => ObjectReview | undefined;
  readonly onBug?: (error: unknown) => void;
}

/** AdmissionServer answers API servers who ask whether an object may be written (a validating admission webhook). */
export type AdmissionServer = OpenServer;

/** admissionPath is where it is asked. */
export const admissionPath = '/validate';

/** Bounds of what one client can cost. An API server takes objects of 3 MiB, and sends what it was and what it is to be. */
const limits = {
  connections: 64,
  headerBytes: 16 * 1024,
  bodyBytes: 8 * 1024 * 1024,
  head: 5_000,
  request: 10_000,
  idle: 60_000,
} as const;

/** startAdmissionServer listens. It rejects with a Fault (`environment`) where the address cannot be bound. */
export function startAdmissionServer(options: AdmissionServerOptions): Promise<AdmissionServer> {
  return openServer({
    address: options,
    limits,
    failing: 'API servers cannot ask at',
    answer: async (request, response) => {
      const { status, body } = await answer(request, options);
      writeText(response, status, 'application/json', JSON.stringify(body));
    },
    onBug: options.onBug,
  });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(request: IncomingMessage, { review }: AdmissionServerOptions): Promise<Answer> {
  const text = await readText(request, limits.bodyBytes);
  const [path] = (request.url ?? '').split('?', 1);
  if (path !== admissionPath || request.method !== 'POST')
    return refuse(404, `there is POST ${admissionPath}`);
  if (!saysJson(request.headers)) return refuse(415, 'the request must have Content-Type: application/json');
  if (text === undefined) return refuse(413, `the request is larger than ${limits.bodyBytes} bytes`);
  const asked = readReview(parsed(text));
  if (asked === undefined) return refuse(400, 'this is no AdmissionReview of admission.k8s.io/v1');
  const { uid, object } = asked;
  if (object === undefined) return { status: 200, body: reviewed(uid, { refusals: [], warnings: [] }) };
  const verdict = review(object);
  // Who is not answered with success decides by its failurePolicy.
  if (verdict === undefined) return refuse(503, 'not ready: what there is is still being read');
  return { status: 200, body: reviewed(uid, verdict) };
}

function refuse(status: number, message: string): Answer {
  return { status, body: { message } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
