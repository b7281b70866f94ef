import type { IncomingMessage } from 'node:http';
import type { ObjectReview } from '#inspect';
import type { Fields } from '#lib/fields.ts';
import { type OpenServer, openServer, type ServerAddress } from '../open-server.ts';
import { saysJson } from '../read-body.ts';
import { readText } from '../read-text.ts';
import { writeText } from '../write-text.ts';
import { readReview, reviewed } from './admission-review.ts';

export interface AdmissionServerOptions extends ServerAddress {
  /** Reviews an object; undefined while the resources are not read yet: then the webhook's failurePolicy decides. */
  readonly review: (object: Fields) => ObjectReview | undefined;
  readonly onBug?: (error: unknown) => void;
}

/** AdmissionServer answers API servers that ask whether an object may be written (a validating admission webhook). */
export type AdmissionServer = OpenServer;

/** admissionPath is the path of the webhook. */
export const admissionPath = '/validate';

/** Bounds of what one client can cost. An API server takes objects of 3 MiB, and sends the old and the new one. */
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
  if (asked === undefined) return refuse(400, 'this is not an AdmissionReview of admission.k8s.io/v1');
  const { uid, object } = asked;
  if (object === undefined) return { status: 200, body: reviewed(uid, { refusals: [], warnings: [] }) };
  const verdict = review(object);
  // An API server that gets no success decides by the webhook's failurePolicy.
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
