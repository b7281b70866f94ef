import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { bounded, wholeText } from '#lib/bounded.ts';
import { withoutBrackets } from '#lib/ip-address.ts';
import { responseTo } from '../web/response-to.ts';

/**
 * ConsulAgent is whom Consul's catalogue is asked of, and as whom. Files are read for each question, as whoever keeps them may
 * renew them.
 */
export interface ConsulAgent {
  /** `http://HOST:PORT`, `https://HOST:PORT` or `unix:///PATH`. */
  readonly url: string;
  /** A file with a token; before one that is given itself. */
  readonly tokenFile?: string;
  readonly token?: string;
  /** Over TLS: a file of those who are believed (absent: whom this machine believes), and the pair that is shown. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name that its certificate must be for, where that is not the host's. */
  readonly serverName?: string;
  /** Of Consul's enterprise: where services are looked for, instead of where the token is from. */
  readonly namespace?: string;
  readonly partition?: string;
}

/** UnknownAgent says why nobody can be asked: what was said of whom to ask is wrong. */
export interface UnknownAgent {
  readonly problem: string;
}

/** AgentReply is what an agent said. */
export interface AgentReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** AskAgent asks for a path. It rejects where nothing is answered before `signal`; what is said of that holds no token. */
export type AskAgent = (path: string, signal: AbortSignal) => Promise<AgentReply>;

/** Bytes. Some thousand of an instance, and more than the largest services have. */
const largest = 32 * 1024 * 1024;

/** Asking is how to ask an agent, until it is closed. */
export interface Asking {
  readonly ask: AskAgent;
  close(): void;
}

/** askingNobody fails each question, and says why. */
export function askingNobody({ problem }: UnknownAgent): Asking {
  return { ask: () => Promise.reject(new Error(problem)), close: () => {} };
}

/** askingAgent keeps connections to an agent. Where what it is known by is renewed, new ones are made. */
export function askingAgent(agent: ConsulAgent): Asking {
  const { protocol, hostname, port, pathname, host } = new URL(agent.url);
  const isTls = protocol === 'https:';
  const at =
    protocol === 'unix:'
      ? { socketPath: decodeURIComponent(pathname) }
      : { host: withoutBrackets(hostname), ...(port === '' ? {} : { port }) };
  let connections: { readonly shown: string; readonly agent: HttpAgent | HttpsAgent } | undefined;
  const connectionsFor = (tls: TlsFiles): HttpAgent | HttpsAgent => {
    const shown = JSON.stringify(tls);
    if (connections?.shown !== shown) {
      if (connections !== undefined) retire(connections.agent);
      const { serverName: servername } = agent;
      const settings = { keepAlive: true, ...tls, ...(servername === undefined ? {} : { servername }) };
      connections = { shown, agent: isTls ? new HttpsAgent(settings) : new HttpAgent({ keepAlive: true }) };
    }
    return connections.agent;
  };
  const askWith = async (path: string, token: string | undefined, signal: AbortSignal) => {
    const options = {
      ...at,
      path,
      headers: {
        accept: 'application/json',
        host: protocol === 'unix:' ? 'localhost' : host,
        ...(token === undefined ? {} : { 'x-consul-token': token }),
      },
      agent: connectionsFor(isTls ? await tlsFiles(agent) : {}),
      signal,
    };
    const response = await responseTo(isTls, options);
    const { statusCode: status = 0, headers } = response;
    return { status, headers, body: await wholeText(bounded(response, largest)) };
  };
  return {
    ask: async (path, signal) => {
      const token = await tokenOf(agent);
      try {
        const reply = await askWith(path, token, signal);
        return { ...reply, body: reply.status === 200 ? reply.body : without(token, reply.body) };
      } catch (error) {
        throw new Error(without(token, saidBy(error)));
      }
    },
    close: () => connections?.agent.destroy(),
  };
}

/** Questions that wait are still answered on the old connections, which end with them. */
function retire(agent: HttpAgent | HttpsAgent): void {
  agent.maxFreeSockets = 0;
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}

type TlsFiles = Partial<Record<'ca' | 'cert' | 'key', string>>;

async function tlsFiles({ caFile, certFile, keyFile }: ConsulAgent): Promise<TlsFiles> {
  const files = { ca: caFile, cert: certFile, key: keyFile };
  const read = Object.entries(files).flatMap(([name, file]) =>
    file === undefined ? [] : [readFile(file, 'utf8').then(text => [name, text] as const)],
  );
  return Object.fromEntries(await Promise.all(read));
}

async function tokenOf({ tokenFile, token }: ConsulAgent): Promise<string | undefined> {
  const written = tokenFile === undefined ? token : (await readFile(tokenFile, 'utf8')).trim();
  // What no header can hold is told before Node quotes it.
  if (written !== undefined && !/^[\x21-\x7e]*$/.test(written))
    throw new Error(`${tokenFile ?? 'CONSUL_HTTP_TOKEN'} holds no token: one line without spaces is`);
  return written || undefined;
}

/** Characters of what is said that somebody reads. */
const longest = 500;

function without(token: string | undefined, text: string): string {
  const shown = token === undefined ? text : text.replaceAll(token, '…');
  return shown.replace(/\s+/g, ' ').trim().slice(0, longest);
}

function saidBy(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer';
  return message || (code ?? name);
}
