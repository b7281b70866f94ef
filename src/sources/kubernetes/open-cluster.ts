import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions, request as requestHttps } from 'node:https';
import { createSecureContext } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import type { KubeConfig } from '@kubernetes/client-node';
import { Fault } from '#lib/fault.ts';
import { ApiRefusal, type Cluster, type ClusterRequest, readText } from './cluster.ts';

/** ClusterChoice says which cluster, and as which user, like kubectl's flags of the same names. */
export interface ClusterChoice {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Timeout (ms) of an answer. */
const patience = 30_000;
/** For so long (ms) our credentials are not read again, since that takes as long as a request. */
const identityHolds = 5_000;
/** Notices a peer that vanished without closing the connection. */
const keepAlive = { keepAlive: true, keepAliveMsecs: 15_000 };

/**
 * openCluster reads the API server's address and our credentials: from `--kubeconfig`, else from `$KUBECONFIG`, else from
 * `~/.kube/config`, else from the pod that we run in. It throws a `Fault` (`input`) where that cannot be read, or names
 * nothing.
 *
 * The client library reads them, and knows the ways of authentication (certificates, tokens, programs to run). The requests
 * are our own, since the library's watches support neither pages nor bookmarks, and its requests open a connection each.
 */
export async function openCluster(choice: ClusterChoice = {}): Promise<Cluster> {
  const config = await readConfig(choice);
  const chosen = config.getCurrentCluster();
  const server = chosen === null ? undefined : (URL.parse?.(chosen.server) ?? parseUrl(chosen.server));
  if (chosen === null || server === undefined) {
    const contexts = config.getContexts().map(({ name }) => name);
    const known = contexts.length === 0 ? 'there are none' : `there are ${contexts.join(', ')}`;
    throw new Fault('input', `the context ${config.getCurrentContext()} leads to no cluster; ${known}`);
  }
  // Even over plain HTTP the client insists on being told to skip the check of a certificate, though there is none.
  if (server.protocol === 'http:') Object.assign(chosen, { skipTLSVerify: true });
  return new HttpCluster(config, server, chosen.proxyUrl !== undefined);
}

async function readConfig({ kubeconfig, context }: ClusterChoice): Promise<KubeConfig> {
  const { KubeConfig } = await import('./kube-config.ts');
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const where = kubeconfig ?? 'the kubeconfig';
    throw new Fault('input', `${where} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  // The library makes up this context where it finds no kubeconfig.
  if (config.getCurrentContext() === 'loaded-context') {
    throw new Fault(
      'input',
      'there is no kubeconfig: give --kubeconfig FILE, set KUBECONFIG, or run in a pod with a service account',
    );
  }
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

class HttpCluster implements Cluster {
  readonly name: string;
  readonly #config: KubeConfig;
  readonly #server: URL;
  readonly #isProxied: boolean;
  /** The options of every request that say where the server is. */
  readonly #address: Pick<RequestOptions, 'protocol' | 'hostname' | 'port'>;
  readonly #prefix: string;
  #agent: HttpAgent | HttpsAgent | undefined;
  /** The TLS options with which the agent's connections were opened. */
  #openedWith = '';
  #identity: Promise<RequestOptions> | undefined;
  #identifiedAt = 0;

  constructor(config: KubeConfig, server: URL, isProxied: boolean) {
    this.#config = config;
    this.#server = server;
    this.#isProxied = isProxied;
    const { protocol, hostname, port } = urlToHttpOptions(server);
    this.#address = { protocol, hostname, port };
    this.#prefix = server.pathname.replace(/\/$/, '');
    const context = config.getCurrentContext();
    this.name = context === 'inClusterContext' ? server.host : context;
  }

  async send(request: ClusterRequest): Promise<IncomingMessage> {
    const answer = await this.#ask(request);
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return answer;
    if (statusCode === 401) this.#forgetIdentity();
    throw refusalOf(statusCode, await readText(answer).catch(() => ''));
  }

  close(): void {
    this.#agent?.destroy();
  }

  async #ask(request: ClusterRequest, again = false): Promise<IncomingMessage> {
    const { method = 'GET', path, query = {}, accept = 'application/json', body, signal } = request;
    const options = await this.#identified();
    const headers = {
      ...options.headers,
      accept,
      'user-agent': 'fairlead',
      ...(body === undefined
        ? {}
        : { 'content-type': body.type, 'content-length': `${Buffer.byteLength(body.text)}` }),
    };
    const begin = this.#server.protocol === 'http:' ? requestHttp : requestHttps;
    const to = { ...this.#address, path: this.#prefix + path + queryText(query) };
    return new Promise((resolve, reject) => {
      const sent = begin(
        { ...options, ...to, method, headers, ...(signal === undefined ? {} : { signal }) },
        resolve,
      );
      sent.setTimeout(request.patience ?? patience, () =>
        sent.destroy(new Error(`nothing came for ${(request.patience ?? patience) / 1000} s`)),
      );
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // A connection that was kept may have been closed by the server at this very moment.
        if (sent.reusedSocket && error.code === 'ECONNRESET' && !again) resolve(this.#ask(request, true));
        else reject(new Fault('environment', `${this.#server.host}: ${error.message}`, { cause: error }));
      });
      sent.end(body?.text);
    });
  }

  /** Our credentials, read again every few seconds: tokens and certificates are renewed while we run. */
  #identified(): Promise<RequestOptions> {
    const now = performance.now();
    if (this.#identity === undefined || now - this.#identifiedAt > identityHolds) {
      this.#identifiedAt = now;
      this.#identity = this.#identify();
      this.#identity.catch(() => this.#forgetIdentity());
    }
    return this.#identity;
  }

  #forgetIdentity(): void {
    this.#identity = undefined;
  }

  async #identify(): Promise<RequestOptions> {
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    const { ca, cert, key, servername, rejectUnauthorized, headers, auth, agent } = options;
    const openedWith = JSON.stringify([ca, cert, key, servername, rejectUnauthorized].map(one => `${one}`));
    if (this.#agent === undefined || this.#openedWith !== openedWith) {
      this.#openedWith = openedWith;
      const tls = { servername, rejectUnauthorized, secureContext: createSecureContext({ ca, cert, key }) };
      if (this.#isProxied) this.#agent = agent as HttpsAgent;
      else if (this.#server.protocol === 'http:') this.#agent = new HttpAgent(keepAlive);
      // All connections share one TLS context: a context takes several times the memory of its connection.
      else this.#agent = new HttpsAgent({ ...keepAlive, ...tls });
    }
    return { headers, auth, agent: this.#agent };
  }
}

function queryText(query: Readonly<Record<string, string>>): string {
  const said = new URLSearchParams(query).toString();
  return said === '' ? '' : `?${said}`;
}

function refusalOf(status: number, text: string): ApiRefusal {
  try {
    const { reason = '', message = '' } = JSON.parse(text) as {
      readonly reason?: string;
      readonly message?: string;
    };
    return new ApiRefusal(status, reason, message === '' ? `HTTP ${status}` : message);
  } catch {
    return new ApiRefusal(status, '', `HTTP ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`);
  }
}
