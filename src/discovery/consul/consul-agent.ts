import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { bounded, wholeText } from '#lib/bounded.ts';
import { withoutBrackets } from '#lib/ip-address.ts';
import { responseTo } from '../web/response-to.ts';

/**
 * ConsulAgent is the Consul agent to ask for the catalogue, and the credentials to use. Files are read for each question,
 * since they may be renewed at any time.
 */
export interface ConsulAgent {
  /** `http://HOST:PORT`, `https://HOST:PORT` or `unix:///PATH`. */
  readonly url: string;
  /** A file with a token; takes precedence over `token`. */
  readonly tokenFile?: string;
  readonly token?: string;
  /** For TLS: a file of trusted authorities (absent: those that this machine trusts), and the client certificate and key. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name that the server's certificate must be for, if it is not the host's. */
  readonly serverName?: string;
  /** Consul Enterprise: where to look for services, instead of where the token comes from. */
  readonly namespace?: string;
  readonly partition?: string;
}

/** UnknownAgent says why nobody can be asked: the configuration of the agent is wrong. */
export interface UnknownAgent {
  readonly problem: string;
}

/** AgentReply is an agent's reply. */
export interface AgentReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** AskAgent requests a path. It rejects if no reply comes before `signal`; its error messages never contain the token. */
export type AskAgent = (path: string, signal: AbortSignal) => Promise<AgentReply>;

/** Bytes of a reply. An instance takes some thousand, so this is more than the largest services need. */
const largest = 32 * 1024 * 1024;

/** Asking is a way to ask an agent, until it is closed. */
export interface Asking {
  readonly ask: AskAgent;
  close(): void;
}

/** askingNobody rejects each question with the problem. */
export function askingNobody({ problem }: UnknownAgent): Asking {
  return { ask: () => Promise.reject(new Error(problem)), close: () => {} };
}

/** askingAgent keeps connections to an agent. Where its TLS files change, new connections are made. */
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
  // Check this here: Node's own error for a bad header would quote the token.
  if (written !== undefined && !/^[\x21-\x7e]*$/.test(written))
    throw new Error(`${tokenFile ?? 'CONSUL_HTTP_TOKEN'} holds no token: one line without spaces is`);
  return written || undefined;
}

/** The most characters of an error message that anybody reads. */
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
