import type { IncomingMessage, RequestOptions } from 'node:http';
import { bounded, wholeText } from '#lib/bounded.ts';
import { Fault } from '#lib/fault.ts';
import type { ServiceProbe } from './service-probes.ts';

/** ControlPlane is where a proxy joins, and how it is known to be the right one. */
export interface ControlPlane {
  /** `https://HOST:PORT` or `http://HOST:PORT`. */
  readonly url: string;
  /** PEM of the authority that signed its certificate; absent: the authorities that this machine trusts. */
  readonly ca?: string;
  /** Its certificate is not verified. */
  readonly skipsVerification?: boolean;
}

/** JoiningProxy is the proxy that joins. */
export interface JoiningProxy {
  readonly mesh: string;
  readonly name: string;
  /** Its Dataplane, YAML or JSON; absent where one of its name exists already. */
  readonly dataplane?: string;
  /** Called each time that the token is to be shown. */
  readonly token?: () => string | undefined;
  readonly envoyVersion: string;
  readonly workdir: string;
  readonly dnsPort?: number;
}

/** Welcome is what a proxy starts with. */
export interface Welcome {
  /** Envoy's bootstrap, as text. */
  readonly bootstrap: string;
  /** The probes of its applications that it is to run; a control plane of Kuma's sends none. */
  readonly probes: readonly ServiceProbe[];
}

/** By this feature a control plane knows that the proxy will report the results of probes. */
const probesFeature = 'fairlead-service-probes';

/** ms. */
const patience = 10_000;
/** A bootstrap is some kilobytes. */
const longest = 1024 * 1024;

/**
 * joinControlPlane makes the Dataplane of a proxy known, and gets what it starts with. A Fault (`input`) says why the control
 * plane refuses the proxy, one of `environment` that the control plane is not to be trusted. Any other failure is an Error,
 * and may be retried.
 */
export async function joinControlPlane(
  controlPlane: ControlPlane,
  proxy: JoiningProxy,
  signal?: AbortSignal,
): Promise<Welcome> {
  const { dataplane, envoyVersion, workdir, dnsPort } = proxy;
  const { status, body } = await post(
    controlPlane,
    '/bootstrap',
    {
      ...whoIs(proxy),
      proxyType: 'dataplane',
      ...(dataplane === undefined ? {} : { dataplaneResource: dataplane }),
      version: { envoy: { version: envoyVersion, kumaDpCompatible: true } },
      workdir,
      operatingSystem: process.platform,
      features: [probesFeature],
      dynamicMetadata: {},
      ...(dnsPort === undefined ? {} : { dnsPort }),
      ...(controlPlane.ca === undefined ? {} : { caCert: controlPlane.ca }),
    },
    signal,
  );
  if (status === 200) return welcomeIn(body);
  const why = body.trim() || `HTTP status ${status}`;
  // It will be ready in a moment, or is overloaded.
  if (status >= 500) throw new Error(why);
  throw new Fault('input', `${proxy.name} cannot join the mesh ${proxy.mesh} at ${controlPlane.url}: ${why}`);
}

/** reportReadiness says at which inbounds (by port) the applications take no connections. */
export async function reportReadiness(
  controlPlane: ControlPlane,
  proxy: JoiningProxy,
  notReady: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  const { status, body } = await post(controlPlane, '/readiness', { ...whoIs(proxy), notReady }, signal);
  if (status >= 300) throw new Error(body.trim() || `HTTP status ${status}`);
}

/** leaveControlPlane says that a proxy is about to go, so that no more traffic is sent to it. */
export async function leaveControlPlane(
  controlPlane: ControlPlane,
  proxy: JoiningProxy,
  signal?: AbortSignal,
): Promise<void> {
  await post(controlPlane, '/leave', whoIs(proxy), signal);
}

function whoIs({ mesh, name, token }: JoiningProxy) {
  const shown = token?.();
  return { mesh, name, ...(shown === undefined ? {} : { dataplaneToken: shown }) };
}

function welcomeIn(body: string): Welcome {
  const { bootstrap, probes = [] } = JSON.parse(body) as Partial<Welcome>;
  if (typeof bootstrap !== 'string') throw new Error('its answer holds no bootstrap');
  return { bootstrap: Buffer.from(bootstrap, 'base64').toString('utf8'), probes };
}

async function post(
  { url, ca, skipsVerification }: ControlPlane,
  path: string,
  body: object,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly body: string }> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const options: RequestOptions & { ca?: string; rejectUnauthorized?: boolean } = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    agent: false,
    timeout: patience,
    ...(signal === undefined ? {} : { signal }),
    ...(ca === undefined ? {} : { ca }),
    ...(skipsVerification === true ? { rejectUnauthorized: false } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), options, (response: IncomingMessage) => {
      wholeText(bounded(response, longest, () => new Error('its answer is too long'))).then(
        body => resolve({ status: response.statusCode ?? 0, body }),
        reject,
      );
    });
    sent.on('timeout', () => sent.destroy(new Error('it does not answer')));
    sent.on('error', error =>
      reject(isUntrusted(error) ? untrusted(url, error) : (inPlainText(url, error) ?? error)),
    );
    sent.end(JSON.stringify(body));
  });
}

function isUntrusted(error: NodeJS.ErrnoException): boolean {
  const { code = '' } = error;
  return code.includes('CERT') || code.includes('SIGNATURE') || code === 'ERR_TLS_CERT_ALTNAME_INVALID';
}

/** On loopback a control plane serves without TLS unless told otherwise, and people try `https` first. */
function inPlainText(url: string, error: NodeJS.ErrnoException): Error | undefined {
  if (error.code !== 'EPROTO' || !error.message.includes('wrong version number')) return undefined;
  const plain = url.replace('https:', 'http:');
  return new Error(`${url} does not speak TLS: give --cp-address ${plain}, if that is the control plane`, {
    cause: error,
  });
}

function untrusted(url: string, cause: Error): Fault {
  return new Fault(
    'environment',
    `the certificate of the control plane at ${url} is not to be believed (${cause.message}): give --ca-cert-file, or --skip-verify`,
    { cause },
  );
}
