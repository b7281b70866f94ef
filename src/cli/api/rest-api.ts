import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { Fault } from '#lib/fault.ts';
import type { WatchEvent } from '#server';
import { runningControlPlanes } from '../control-plane-record.ts';
import { currentControlPlane } from '../known-control-planes.ts';
import { readFlagFile } from '../read-flag-file.ts';
import { showFile } from '../read-manifests.ts';
import type { Api } from './api.ts';

/** Milliseconds in which a control plane must begin to answer. */
const patience = 10_000;

/** RestFlags name a control plane. */
export interface RestFlags {
  readonly api?: string;
  readonly tokenFile?: string;
  readonly caCertFile?: string;
}

/** Answered is the answer to a write. */
export interface Answered {
  readonly status: number;
  /** Parsed JSON; an empty object where the body was none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly etag: string | undefined;
}

/** RestApi is an `Api` that also takes objects. */
export interface RestApi extends Api {
  /** backup gives a copy of the store, as bytes. */
  backup(): Promise<Readable>;
  /** issue requests a token at a path, and returns it. */
  issue(path: string, order: Readonly<Record<string, unknown>>): Promise<string>;
  /**
   * send sends a request to an object's path, and returns any answer but 401 and 403, which are Faults; `ifMatch` is the
   * ETag that the object must have.
   */
  send(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown, ifMatch?: string): Promise<Answered>;
}

interface Place {
  readonly api: string;
  readonly tokenFile?: string | undefined;
  readonly caCertFile?: string | undefined;
}

/**
 * openRestApi finds the control plane to ask: the one that the flag or $FAIRLEAD_API names, else the one that was switched
 * to (`fairlead config`), else the one that this user runs.
 */
export async function openRestApi(flags: RestFlags): Promise<RestApi> {
  const given = flags.api ?? process.env.FAIRLEAD_API;
  const place: Place = given === undefined ? (currentControlPlane() ?? theOneThatRuns()) : { api: given };
  const base = readUrl(place.api);
  const token = readToken(flags.tokenFile ?? place.tokenFile);
  const trust = readTrust(flags.caCertFile ?? place.caCertFile);
  const request = (url: URL, sent: Sent) => requestOver(url, sent, trust);
  const headers = {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const ask = async (path: string): Promise<IncomingMessage> => {
    const response = await request(new URL(path, base), { headers });
    if (response.statusCode === 200) return response;
    throw refusalFault(response.statusCode ?? 0, await readAll(response), base);
  };
  return {
    get: async path => JSON.parse(await readAll(await ask(path))),
    watch: async (path, onEvent) => {
      for await (const line of lines(await ask(path))) onEvent(JSON.parse(line) as WatchEvent);
      throw gone();
    },
    show: showFile,
    backup: async () => {
      const response = await request(new URL('/v1/backup', base), { method: 'POST', headers });
      if (response.statusCode === 200) return response;
      throw refusalFault(response.statusCode ?? 0, await readAll(response), base);
    },
    issue: async (path, order) => {
      const body = JSON.stringify(order);
      const sent = { ...headers, 'content-type': 'application/json' };
      const response = await request(new URL(path, base), { method: 'POST', headers: sent, body });
      const text = await readAll(response);
      if (response.statusCode === 200) return text;
      const { invalid_parameters: invalid } = readFields(text);
      if (!Array.isArray(invalid)) throw refusalFault(response.statusCode ?? 0, text, base);
      throw new Fault('input', invalid.map(({ field, reason }) => `${field} ${reason}`).join('; '));
    },
    send: async (method, path, value, ifMatch) => {
      const body = value === undefined ? undefined : JSON.stringify(value);
      const response = await request(new URL(path, base), {
        method,
        ...(body === undefined ? {} : { body }),
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
      });
      const { statusCode: status = 0 } = response;
      const text = await readAll(response);
      if (status === 401 || status === 403) throw refusalFault(status, text, base);
      return { status, body: readFields(text), etag: response.headers.etag };
    },
  };
}

function theOneThatRuns(): Place {
  const running = runningControlPlanes();
  const [only] = running;
  if (only === undefined) {
    throw new Fault(
      'environment',
      'no control plane of yours runs here: start one (fairlead up DIR, fairlead serve -f DIR), name one with --api, $FAIRLEAD_API or fairlead config, or ask files with -f',
    );
  }
  if (running.length > 1) {
    const found = running.map(({ api, places }) => `--api ${api} (${places.join(', ')})`);
    throw new Fault('usage', `${running.length} control planes run here; say which: ${found.join(', ')}`);
  }
  return only;
}

/** readUrl parses the address of a REST API; it throws a `Fault` (`usage`) for a text that is none. */
export function readUrl(written: string): URL {
  const full = written.includes('://') ? written : `http://${written}`;
  if (/^https?:\/\/[^/?#@\s]+\/?$/.test(full) && URL.canParse(full)) return new URL(full);
  throw new Fault('usage', `${written} is not an address of a REST API: give HOST:PORT or http://HOST:PORT`);
}

function readToken(file: string | undefined): string | undefined {
  if (file === undefined) return process.env.FAIRLEAD_TOKEN || undefined;
  return readFlagFile('--token-file', file).split('\n')[0]?.trim();
}

/** The authorities that may have signed a control plane's certificate, besides those that this machine trusts. */
interface Trust {
  readonly ca?: string[];
}

function readTrust(file: string | undefined): Trust {
  return file === undefined ? {} : { ca: [...rootCertificates, readFlagFile('--ca-cert-file', file)] };
}

interface Sent {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

function requestOver(url: URL, { body, ...options }: Sent, trust: Trust): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = ask(url, { ...options, ...trust, agent: false }, response => {
      clearTimeout(timer);
      resolve(response);
    });
    const timer = setTimeout(
      () => sent.destroy(new Error(`no answer within ${patience / 1000} s`)),
      patience,
    );
    sent.once('error', error => {
      clearTimeout(timer);
      reject(
        new Fault(
          'environment',
          `no control plane answers at ${url.origin}: ${error.message}; is it running?`,
          {
            cause: error,
          },
        ),
      );
    });
    sent.end(body);
  });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of texts(response)) chunks.push(chunk);
  return chunks.join('');
}

async function* lines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of texts(response)) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter(line => line !== '');
  }
}

async function* texts(response: IncomingMessage): AsyncGenerator<string> {
  try {
    yield* response.setEncoding('utf8');
  } catch (error) {
    throw gone(error);
  }
}

function gone(cause?: unknown): Fault {
  return new Fault('environment', 'the control plane ended while it was answering', { cause });
}

function refusalFault(status: number, body: string, { origin }: URL): Fault {
  const message = messageOf(body);
  if (status === 401)
    return new Fault('usage', `${origin}: ${message}; give --token-file or $FAIRLEAD_TOKEN`);
  if (status === 404 && message !== undefined) return new Fault('input', message);
  return new Fault(
    'environment',
    `${origin} answers with ${status}: ${message ?? 'this is not a control plane'}`,
  );
}

function messageOf(body: string): string | undefined {
  const { message, detail } = readFields(body);
  return [message, detail].find(text => typeof text === 'string');
}

function readFields(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
