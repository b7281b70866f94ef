import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';
import { documentsIn } from '../../src/main/testing/hand-fed.ts';

/** casesFolder holds the stories, one folder each. */
export const casesFolder = join(dirname(fileURLToPath(import.meta.url)), '../cases');

/** Exchange is one request of a story, and what its client and its upstream must have seen. */
export interface Exchange {
  readonly request: {
    readonly method?: string;
    readonly host: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** The size of its body in bytes, over HTTP/1.1. */
    readonly bytes?: number;
    /** Sent over TLS with this server name, to the second port. */
    readonly tls?: string;
    /** Over HTTP/2 instead of HTTP/1.1, where it is sent over TLS. */
    readonly http2?: boolean;
    /** Sent to this port instead. */
    readonly port?: string;
    /** Sent as one datagram. */
    readonly udp?: boolean;
    /** Sent through a tunnel that CONNECT to the host opened. */
    readonly tunnel?: boolean;
    /** A gRPC call: `path` is its method. */
    readonly grpc?: boolean;
  };
  readonly expect: {
    readonly status?: number;
    /** It took at least so many milliseconds. */
    readonly takes?: number;
    /** There was no connection, or it was closed without an answer. */
    readonly closed?: boolean;
    /** The gRPC status of the call. */
    readonly grpcStatus?: number;
    /** Which upstream answered; null where none did. */
    readonly backend?: string | null;
    /** What the upstream saw. */
    readonly path?: string;
    readonly host?: string;
    readonly protocol?: string;
    readonly requestHeaders?: Readonly<Record<string, string | null>>;
    readonly responseHeaders?: Readonly<Record<string, string | null>>;
    /** The whole body that the client got. */
    readonly body?: string;
  };
  /** Ask again and again, with the cookies (and the header of this name) of the first answer: the same upstream must answer. */
  readonly stays?: { readonly header?: string };
  /** Ask this often, and take the counts by `backend` (or `status`, or `closed`) as shares in percent, ± 12. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Ask several times: one upstream must answer all, whichever it is. */
  readonly alike?: true;
}

/** Case is one story: what a user wrote, and (with `requests.yaml`) what traffic then does. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  /** Contains `{{name}}` in place of ports (or paths) of the run. */
  readonly input: string;
  readonly exchanges: readonly Exchange[];
}

export function cases(): Case[] {
  return readdirSync(casesFolder, { withFileTypes: true })
    .filter(e => e.isDirectory())
    .map(e => readCase(e.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readCase(name: string): Case {
  const folder = join(casesFolder, name);
  const requests = join(folder, 'requests.yaml');
  return {
    name,
    folder,
    input: readFileSync(join(folder, 'input.yaml'), 'utf8'),
    exchanges: existsSync(requests) ? (yaml.load(readFileSync(requests, 'utf8')) as Exchange[]) : [],
  };
}

/** storyDocuments are all documents of all stories. */
export function storyDocuments(values: Readonly<Record<string, string | number>>): unknown[] {
  return cases().flatMap(story => documentsIn(fill(story.input, values)));
}

/** fill replaces each `{{name}}` by its value. An unknown name is a mistake in the story. */
export function fill(input: string, values: Readonly<Record<string, string | number>>): string {
  return input.replace(/\{\{([a-z0-9-]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the story names {{${name}}}, which no run provides`);
    return String(value);
  });
}

/** fixedValues are values for a run without traffic, the same every time. */
export const fixedValues: Readonly<Record<string, string | number>> = {
  gateway: 10080,
  secure: 10443,
  'tcp-1': 10501,
  'tcp-2': 10502,
  'tcp-3': 10503,
  a: 11001,
  b: 11002,
  c: 11003,
  h2: 11004,
  tls: 11005,
  'tls-h2': 11008,
  'udp-a': 11006,
  'udp-b': 11007,
  guard: 11020,
  'socket-directory': '/run/stories',
};
