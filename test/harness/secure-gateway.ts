import { freePorts } from '#lib/testing/free-port.ts';
import { ask, type Identity } from './client.ts';
import { makeKeyPair } from './key-pair.ts';
import { backend, gatewayOn, route, rule } from './manifests.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';
import { startUpstreams } from './upstreams.ts';

/** SecureGateway is a running Gateway `edge` with listeners for HTTPS, and one for HTTP; its route `r` answers at any.test. */
export interface SecureGateway<Listener extends string> {
  readonly running: RunningGateway;
  /**
   * The status of the answer at a listener for a client with this certificate, or without one; 0: the connection was
   * refused.
   */
  ask(listener: Listener | 'plain', identity?: Identity): Promise<number>;
  close(): Promise<void>;
}

/**
 * runSecureGateway runs one with HTTPS listeners of these names, and serves `written` as well; `edge` adds to the Gateway's
 * spec.
 */
export async function runSecureGateway<Listener extends string>(
  listeners: readonly Listener[],
  written: readonly string[],
  edge: (ports: ReadonlyMap<Listener, number>) => string = () => '',
): Promise<SecureGateway<Listener>> {
  const server = makeKeyPair();
  const [plain = 0, ...secure] = await freePorts(listeners.length + 1);
  const ports = new Map(listeners.map((name, i) => [name, secure[i] ?? 0]));
  const https = [...ports].map(
    ([name, port]) =>
      `{name: ${name}, protocol: HTTPS, port: ${port}, tls: {certificateRefs: [{name: pair}]}}, `,
  );
  const upstreams = await startUpstreams();
  const running = await runGateway({
    'gateway.yaml': [
      `${gatewayOn(plain).replace('listeners: [', `listeners: [${https.join('')}`)}${edge(ports)}`,
      secret('pair', { 'tls.crt': server.certificate, 'tls.key': server['private-key'] }),
      ...written,
    ].join('---'),
    'route.yaml': [backend('a', upstreams.values.a), route('r', 'any.test', rule('/', 'a'))].join('---'),
  });
  const request = { host: 'any.test', path: '/' };
  return {
    running,
    ask: async (listener, identity) => {
      if (listener === 'plain') return (await ask({ plain, secure: plain }, request)).status;
      const port = ports.get(listener) ?? 0;
      const overTls = { ...request, tls: request.host, port: String(port) };
      return (await ask({ plain, secure: port }, overTls, identity)).status;
    },
    close: async () => {
      await running.close();
      await upstreams.close();
    },
  };
}

/** secret is a Secret; its values are base64. */
export const secret = (name: string, data: Readonly<Record<string, string>>) => `
apiVersion: v1
kind: Secret
metadata: {name: ${name}}
data: ${JSON.stringify(data)}
`;

export const configMap = (name: string, data: Readonly<Record<string, string>>) => `
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}}
data: ${JSON.stringify(data)}
`;

/** validationPolicy requires client certificates that pass this validation, at a listener or at the whole Gateway. */
export const validationPolicy = (name: string, validation: string, target: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata: {name: ${name}}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, ${target}}]
  tls: {clientValidation: {${validation}}}
`;
