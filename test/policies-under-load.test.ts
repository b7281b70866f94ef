import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '#lib/testing/free-port.ts';
import { ask } from './harness/client.ts';
import { makeKeyPair } from './harness/key-pair.ts';
import { backend, gatewayOn, route, rule } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { type LoadTarget, startLoad } from './harness/steady-load.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const host = 'load.test';
/** Of each kind of policy, and of certificates. */
const changes = Number(process.env.FAIRLEAD_CHANGES ?? 64);

const onRoute = 'group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop';
const onRule = `${onRoute}, sectionName: whole`;
const onGateway = 'group: gateway.networking.k8s.io, kind: Gateway, name: edge';
const onListener = `${onGateway}, sectionName: http`;

/** What a kind of policy says in turn, and about what; '' is without it. Whatever it is, all requests pass. */
interface Changing {
  readonly kind: string;
  readonly versions: readonly (readonly [target: string, settings: string] | '')[];
}

const allows =
  'authorization: {defaultAction: Deny, rules: [{action: Allow, principal: {clientCIDRs: [127.0.0.0/8]}}]}';
const lua = (name: string) =>
  `lua: [{type: Inline, inline: "function envoy_on_response(handle) handle:headers():add('${name}', 'yes') end"}]`;
/** By default a service has 200 ms to answer, which is not to be had where other suites want the same processors. */
const extProc = `extProc: [{
  backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: h2}], processingMode: {request: {}}, messageTimeout: 20s}]`;

const kinds: readonly Changing[] = [
  {
    kind: 'SecurityPolicy',
    versions: [
      [onRoute, allows],
      [onRoute, 'cors: {allowOrigins: ["https://a.example"]}'],
      [onRule, `cors: {allowOrigins: ["https://b.example"]}, ${allows}`],
      [onGateway, allows],
      [onListener, 'authorization: {defaultAction: Allow}'],
      '',
    ],
  },
  {
    kind: 'EnvoyExtensionPolicy',
    versions: [
      [onRoute, lua('x-one')],
      [onRoute, extProc],
      [onGateway, lua('x-two')],
      [onRoute, `${extProc}, ${lua('x-three')}`],
      '',
    ],
  },
  {
    kind: 'ClientTrafficPolicy',
    versions: [
      [onGateway, 'timeout: {http: {requestReceivedTimeout: 20s}}'],
      [onListener, 'path: {escapedSlashesAction: KeepUnchanged}'],
      [onListener, 'connection: {bufferLimit: 64Ki}, timeout: {http: {idleTimeout: 1h}}'],
      [onGateway, 'http1: {preserveHeaderCase: true}'],
      '',
    ],
  },
  {
    kind: 'BackendTrafficPolicy',
    versions: [
      [onRoute, 'rateLimit: {local: {rules: [{limit: {requests: 100000000, unit: Hour}}]}}'],
      [onRoute, 'rateLimit: {type: Global, global: {rules: [{limit: {requests: 100000000, unit: Hour}}]}}'],
      [onRule, 'responseOverride: [{match: {statusCodes: [{value: 418}]}, response: {body: {inline: tea}}}]'],
      [onGateway, 'loadBalancer: {type: RoundRobin, zoneAware: {weightedZones: [{zone: a, weight: 1}]}}'],
      [onRoute, 'circuitBreaker: {maxConnections: 500}, admissionControl: {minSuccessRate: 50}'],
      [onListener, 'compressor: [{type: Gzip}], requestBuffer: {limit: 1Mi}'],
      [onRoute, 'healthCheck: {active: {type: TCP, tcp: {}, interval: 1s}}, retry: {numRetries: 1}'],
      '',
    ],
  },
];

const policy = (kind: string, target: string, settings: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ${kind}
metadata: {name: changing}
spec: {targetRefs: [{${target}}], ${settings}}
`;

describe('no change of a policy or of a certificate drops a request', () => {
  let upstreams: Upstreams;
  let gateway: RunningGateway;
  let ports: { readonly plain: number; readonly secure: number };

  before(async () => {
    upstreams = await startUpstreams();
    const [plain = 0, secure = 0] = await freePorts(2);
    ports = { plain, secure };
    const { a, b, h2 } = upstreams.values;
    gateway = await runGateway({
      'gateway.yaml': gatewayOn(plain).replace(
        'listeners: [',
        `listeners: [{name: https, protocol: HTTPS, port: ${secure}, tls: {certificateRefs: [{name: pair}]}}, `,
      ),
      'pair.yaml': pair(),
      'backends.yaml': [backend('a', a, b), backend('h2', h2), backend('rate-limits', h2)].join('---'),
      'secure.yaml': secureBackend(upstreams),
      'route.yaml': route('shop', host, rule('/', 'a').replace('- {', '- {name: whole, ')),
      'secure-route.yaml': route('secure', 'secure.test', rule('/', 'secure')),
    });
  });
  after(async () => {
    await gateway.close();
    await upstreams.close();
  });

  /** Every answer must be a 200 while a file is given one text after the other. */
  async function whileWriting(target: LoadTarget, file: string, texts: (i: number) => string): Promise<void> {
    const load = startLoad(target);
    for (let i = 0; i < changes; i++) {
      gateway.write(file, texts(i));
      await pause(15);
    }
    await gateway.settled();
    const result = await load.stop();
    assert.deepEqual(Object.keys(result.statuses), ['200'], JSON.stringify(result));
    assert.ok(result.total > changes, `only ${result.total} requests`);
  }

  for (const { kind, versions } of kinds) {
    it(`${kind}: attached, edited, moved from route to rule, listener and gateway, and removed`, async () => {
      // A connection that is older than a filter is sent away, to come by another one.
      const target = { port: ports.plain, host, path: '/x', isMovable: true };
      await whileWriting(target, 'policy.yaml', i => {
        const version = versions[i % versions.length] ?? '';
        return version === '' ? '' : policy(kind, ...version);
      });
      gateway.write('policy.yaml', '');
    });
  }

  it('a filter of a chain takes the place of another: whoever comes by a new connection is served', async () => {
    const load = startLoad({ port: ports.plain, host, path: '/x', isMovable: true });
    for (let i = 0; i < 12; i++) {
      gateway.write(
        'policy.yaml',
        policy('EnvoyExtensionPolicy', onRoute, i % 2 === 0 ? lua('x-one') : extProc),
      );
      await gateway.settled();
      await pause(250);
    }
    const { statuses, sentAwayAgain, total } = await load.stop();
    assert.deepEqual(
      { statuses: Object.keys(statuses), sentAwayAgain },
      { statuses: ['200'], sentAwayAgain: 0 },
      `of ${total}`,
    );
    gateway.write('policy.yaml', '');
  });

  it('a call to a service that is shown requests ends as calls do, and is not reset: servers close connections after many resets', async () => {
    const { processor } = upstreams;
    await gateway.under(policy('EnvoyExtensionPolicy', onRoute, extProc), async () => {
      const { length: before } = await processor.ended(0);
      for (let i = 0; i < 20; i++) assert.equal((await ask(ports, { host, path: '/x' })).status, 200);
      const codes = (await processor.ended(before + 20)).slice(before);
      // Envoy waits a second for the service's own end: on a machine that stands still, some are reset.
      assert.ok(codes.filter(code => code === 0).length > 10, `ended with the codes ${codes}`);
    });
  });

  it('BackendTLSPolicy: what says by whom a backend is believed comes, changes and goes', async () => {
    const versions = [
      'validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}], hostname: tls.test}',
      'validation: {caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}], hostname: tls.test, subjectAltNames: [{type: Hostname, hostname: tls.test}]}',
      '',
    ];
    await whileWriting({ port: ports.plain, host: 'secure.test', path: '/' }, 'believed.yaml', i => {
      const settings = versions[i % versions.length];
      return settings === ''
        ? ''
        : `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: changing}
spec: {targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: secure}], ${settings}}
`;
    });
  });

  it('the certificate of a listener, while clients are connected over TLS', async () => {
    const pairs = [pair(), pair(), pair()];
    await whileWriting(
      { port: ports.secure, host, path: '/', isSecure: true },
      'pair.yaml',
      i => pairs[i % 3] ?? '',
    );
  });

  it('the authority by which a backend is believed', async () => {
    const own = secureBackend(upstreams);
    // Another beside it changes what is sent, and not who is believed.
    const both = secureBackend(
      upstreams,
      Buffer.from(makeKeyPair('other.test').certificate, 'base64').toString(),
    );
    await whileWriting({ port: ports.plain, host: 'secure.test', path: '/' }, 'secure.yaml', i =>
      i % 2 === 0 ? both : own,
    );
  });
});

function pair(): string {
  const { certificate, 'private-key': key } = makeKeyPair(host);
  return `
apiVersion: v1
kind: Secret
metadata: {name: pair}
type: kubernetes.io/tls
data: {tls.crt: ${certificate}, tls.key: ${key}}
`;
}

function secureBackend({ values }: Upstreams, another = ''): string {
  const authority = Buffer.from(String(values['tls-authority']), 'base64').toString() + another;
  return `
apiVersion: v1
kind: ConfigMap
metadata: {name: authority}
data: {ca.crt: ${JSON.stringify(authority)}}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: secure}
spec:
  endpoints: [{ip: {address: 127.0.0.1, port: ${values.tls}}}]
  tls: {sni: tls.test, caCertificateRefs: [{group: "", kind: ConfigMap, name: authority}]}
`;
}
