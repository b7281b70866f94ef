import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { askAdmin } from '#dataplane';
import { freePort } from '#lib/testing/free-port.ts';
import { type Answer, ask } from './harness/client.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startUpstreams, type Upstreams } from './harness/upstreams.ts';

const gateway = (port: number, tcp: number) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: fairlead
  infrastructure: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy, name: own}}
  listeners:
    - {name: http, protocol: HTTP, port: ${port}}
    - {name: tcp, protocol: TCP, port: ${tcp}}
`;
const routes = (values: Upstreams['values']) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: a}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: ${values.a}}}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: collector}
spec: {endpoints: [{unix: {path: "${values['socket-directory']}/h2.sock"}}]}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: down}
spec: {endpoints: [{ip: {address: 127.0.0.1, port: 1}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: all}
spec:
  parentRefs: [{name: edge, sectionName: http}]
  hostnames: [shop.test]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]}]
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: Backend
metadata: {name: calls}
spec: {appProtocols: [gateway.envoyproxy.io/h2c], endpoints: [{ip: {address: 127.0.0.1, port: ${values.h2}}}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: calls}
spec:
  parentRefs: [{name: edge, sectionName: http}]
  hostnames: [calls.test]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: calls}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: TCPRoute
metadata: {name: all}
spec:
  parentRefs: [{name: edge, sectionName: tcp}]
  rules: [{backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: a}]}]
`;
const envoyProxy = (telemetry: string) => `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: own}
spec: {telemetry: {${telemetry}}}
`;
const collector = 'backendRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: collector}]';

describe('what a gateway tells of its traffic reaches who is told, through a real Envoy', () => {
  let upstreams: Upstreams;
  let running: RunningGateway;
  let ports: { readonly plain: number; readonly secure: number };
  let tcp: number;
  before(async () => {
    upstreams = await startUpstreams();
    ports = { plain: await freePort(), secure: await freePort() };
    tcp = await freePort();
    running = await runGateway({
      'gateway.yaml': gateway(ports.plain, tcp),
      'routes.yaml': routes(upstreams.values),
      'proxy.yaml': envoyProxy('accessLog: {disable: true}'),
    });
  });
  after(async () => {
    await running.close();
    await upstreams.close();
  });

  const get = (path: string, headers = {}, host = 'shop.test'): Promise<Answer> =>
    ask(ports, { host, path, headers });
  /** Another way to count is another Envoy. */
  const counting = async (telemetry: string) => {
    const [before] = running.dataplane.fleet.members();
    running.write('proxy.yaml', envoyProxy(telemetry));
    const until = AbortSignal.timeout(20_000);
    const isOther = () => {
      const [now] = running.dataplane.fleet.members();
      return now?.pid !== undefined && now.pid !== before?.pid && now.state.kind === 'running';
    };
    let answer: Answer | undefined;
    while (!isOther() || answer?.status !== 200) {
      answer = await get('/counted').catch(() => undefined);
      assert.ok(!until.aborted, JSON.stringify([before, running.dataplane.fleet.members(), answer]));
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await running.settled();
  };
  const change = async (telemetry: string) => {
    await running.edit('proxy.yaml', envoyProxy(telemetry));
  };

  it('files have the records that were asked for: by format, by match, and by who writes', async () => {
    const folder = running.directory;
    const sink = (name: string) => `sinks: [{type: File, file: {path: "${join(folder, name)}"}}]`;
    await change(`accessLog: {settings: [
      {${sink('all.log')}},
      {format: {type: Text, text: "%REQ(:PATH)% %RESPONSE_CODE%\\n"}, type: Route, ${sink('text.log')}},
      {format: {type: JSON, json: {path: "%REQ(:PATH)%", big: "%CEL(request.headers['x-a'])%"}}, matches: ["response.code >= 400", "request.path == '/kept'"], ${sink('some.log')}},
      {format: {type: Text, text: "%DOWNSTREAM_LOCAL_PORT%\\n"}, type: Listener, ${sink('listener.log')}},
      {format: {type: Text, text: "attempt %UPSTREAM_REMOTE_PORT%\\n"}, type: Upstream, ${sink('attempts.log')}}]}`);
    assert.equal((await get('/kept', { 'x-a': 'b' })).status, 200);
    assert.equal((await get('/passed')).status, 200);
    assert.equal((await get('/', {}, 'nobody.test')).status, 404);
    assert.equal((await ask(ports, { host: 'tcp.test', path: '/', port: String(tcp) })).status, 200);
    await linesOf(join(folder, 'listener.log'), new RegExp(`^${tcp}$`, 'm'));
    const text = await linesOf(join(folder, 'text.log'), /\/ 404/);
    assert.match(text, /^\/kept 200\n\/passed 200\n\/ 404\n/);
    const some = await linesOf(join(folder, 'some.log'), /"path":"\/"/);
    assert.deepEqual(
      some
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
      [
        { path: '/kept', big: 'b' },
        { path: '/', big: null },
      ],
    );
    const attempts = await linesOf(join(folder, 'attempts.log'), /(attempt.*\n){2}/);
    assert.equal(attempts, `attempt ${upstreams.values.a}\n`.repeat(2));
    const all = (await linesOf(join(folder, 'all.log'), /nobody/)).trim().split('\n');
    const first = JSON.parse(all[0] ?? '') as Readonly<Record<string, unknown>>;
    assert.equal(first['x-envoy-origin-path'], '/kept');
    assert.equal(first.response_code, 200);
  });

  it('who takes access logs over gRPC gets those of HTTP and of connections, on a unix socket too', async () => {
    const als = (rest: string) => `{type: ALS, als: {${rest}, ${collector}}}`;
    await change(`accessLog: {settings: [
      {type: Route, sinks: [${als('type: HTTP, logName: shop, http: {requestHeaders: [x-a]}')}]},
      {type: Listener, sinks: [${als('type: TCP')}]}]}`);
    assert.equal((await get('/als', { 'x-a': 'seen' })).status, 200);
    const record = await upstreams.collector.until('als', '"path":"/als"', '"x-a":"seen"');
    assert.match(record.text, /"logName":"shop"/);
    await upstreams.collector.until('als', '"tcpLogs"', '"logName":"default/own"');
  });

  it('who takes OpenTelemetry gets logs and spans, with what was said of them', async () => {
    const { h2 } = upstreams.values;
    await change(`accessLog: {settings: [{format: {type: JSON, json: {where: "%REQ(:PATH)%"}}, sinks: [
        {type: OpenTelemetry, openTelemetry: {${collector}, resources: {service.name: edge-logs}, headers: [{name: X-Tenant, value: shop}]}}]}]},
      tracing: {customTags: {color: {type: Literal, literal: {value: blue}}, agent: {type: RequestHeader, requestHeader: {name: x-agent}}},
        spanName: {server: "served %REQ(:PATH)%", client: "tried %REQ(:PATH)%"},
        provider: {host: 127.0.0.1, port: ${h2}, openTelemetry: {resourceAttributes: {team: shops}, sampler: {type: AlwaysOn}}}}`);
    assert.equal((await get('/otlp', { 'x-agent': 'tester' })).status, 200);
    const log = await upstreams.collector.until('logs', '"key":"where"', '/otlp');
    assert.match(log.text, /"key":"service.name","value":\{"stringValue":"edge-logs"\}/);
    assert.equal(log.headers['x-tenant'], 'shop');
    const span = await upstreams.collector.until('spans', 'served /otlp');
    for (const word of ['edge.default', 'shops', 'blue', 'tester']) assert.match(span.text, new RegExp(word));
    await upstreams.collector.until('spans', 'tried /otlp');
  });

  it('a route that says how it is traced has it so, and statistics of its own', async () => {
    const { h2 } = upstreams.values;
    await change(`tracing: {spanName: {server: "gateway"}, provider: {host: 127.0.0.1, port: ${h2}}}`);
    await running.edit(
      'policy.yaml',
      `
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata: {name: told}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: all}]
  telemetry:
    metrics: {routeStatName: "%ROUTE_NAMESPACE%-%ROUTE_NAME%"}
    tracing: {spanName: {server: "route %REQ(:PATH)%"}, customTags: {shade: {literal: {value: green}}}}
`,
    );
    assert.equal((await get('/by-route')).status, 200);
    const span = await upstreams.collector.until('spans', 'route /by-route');
    assert.match(span.text, /green/);
    running.write('policy.yaml', '');
  });

  it('where a backend takes over, it is told', async () => {
    await change(`tracing: {provider: {backendRefs: [
      {group: gateway.envoyproxy.io, kind: Backend, name: down},
      {group: gateway.envoyproxy.io, kind: Backend, name: collector, fallback: true}]}}`);
    const until = AbortSignal.timeout(20_000);
    const isTold = () => upstreams.collector.told.some(({ text }) => text.includes('/fallback'));
    while (!isTold()) {
      until.throwIfAborted();
      assert.equal((await get('/fallback')).status, 200);
    }
  });

  it('the id of a request tells of its trace, unless it is to tell nothing', async () => {
    const provider = `provider: {host: 127.0.0.1, port: ${upstreams.values.h2}}`;
    const digit = async () => String((await get('/id')).seen?.headers['x-request-id'])[14];
    await change(`tracing: {${provider}}, requestID: {tracing: PackAndSample}`);
    assert.equal(await digit(), '9');
    await change(`tracing: {${provider}}, requestID: {tracing: Disable}`);
    assert.equal(await digit(), '4');
  });

  it('who takes metrics of OpenTelemetry gets them, and of more than the usual where that is asked for', async () => {
    await counting(`metrics: {enableRequestResponseSizesStats: true, sinks: [
      {type: OpenTelemetry, openTelemetry: {backendRefs: [
        {group: gateway.envoyproxy.io, kind: Backend, name: down},
        {group: gateway.envoyproxy.io, kind: Backend, name: collector, weight: 2}],
        headers: [{name: X-Tenant, value: counts}], resourceAttributes: {team: shops}, reportCountersAsDeltas: true}}]}`);
    const told = await upstreams.collector.until('metrics', 'upstream_rq_body_size', 'shops');
    assert.equal(told.headers['x-tenant'], 'counts');
    assert.match(told.text, /AGGREGATION_TEMPORALITY_DELTA/);
  });

  it('what each endpoint is sent, each host is asked and each method of gRPC answers is counted where that is asked for', async () => {
    await counting(
      'metrics: {enablePerEndpointStats: true, enableVirtualHostStats: true, enableGRPCStats: true}',
    );
    assert.equal((await get('/')).status, 200);
    assert.equal(
      (await ask(ports, { host: 'calls.test', path: '/shop.v1.Cart/Add', grpc: true })).grpcStatus,
      0,
    );
    const [member] = running.dataplane.fleet.members();
    assert.ok(member);
    const { body } = await askAdmin(member.adminSocket, 'GET', '/stats?usedonly');
    const count = (name: RegExp) =>
      Number(new RegExp(`^${name.source}: (\\d+)$`, 'm').exec(body)?.[1] ?? `none of ${name} in ${body}`);
    const endpoint = `127.0.0.1_${upstreams.values.a}`;
    assert.ok(count(new RegExp(`cluster\\..*\\.endpoint\\.${endpoint}\\.rq_success`)) >= 1, body);
    assert.ok(count(/vhost\..*shop\.test\.vcluster\.shop_test\.upstream_rq_200/) >= 1, body);
    assert.equal(count(/cluster\..*\.grpc\.shop\.v1\.Cart\.Add\.success/), 1);
  });

  it('who asks for some of the metrics has those alone counted', async () => {
    await counting(
      `metrics: {matches: [{type: Prefix, value: http.}, {type: RegularExpression, value: "cluster[.].*[.]upstream_rq_total"}]}`,
    );
    const [member] = running.dataplane.fleet.members();
    assert.ok(member);
    const { body } = await askAdmin(member.adminSocket, 'GET', '/stats');
    const kinds = new Set(
      body.split('\n').flatMap(line => /^(?:http\.|cluster\..*\.(?=[^.]*$))?([^:]*)/.exec(line)?.[1] ?? []),
    );
    assert.ok(
      [...kinds].some(kind => kind === 'upstream_rq_total'),
      body,
    );
    assert.ok(!body.includes('upstream_cx_total') && !body.includes('server.'), body);
    assert.match(body, /membership_healthy/);
  });

  it('what a proxy starts with is what its EnvoyProxy says: another way is another Envoy, which serves as soon as it listens', async () => {
    const spec = `spec:
  concurrency: 1
  bootstrap: {type: Merge, value: "stats_flush_interval: 7s"}
  logging: {level: {default: error, upstream: info}}
  extraArgs: [--stats-tag team:red, --nonsense]
  shutdown: {drainTimeout: 5s}`;
    running.write(
      'proxy.yaml',
      `apiVersion: gateway.envoyproxy.io/v1alpha1\nkind: EnvoyProxy\nmetadata: {name: own}\n${spec}\n`,
    );
    const [member] = running.dataplane.fleet.members();
    assert.ok(member);
    const told = async (what: string) => {
      try {
        return JSON.parse((await askAdmin(member.adminSocket, 'GET', what)).body);
      } catch {
        return undefined;
      }
    };
    const until = AbortSignal.timeout(20_000);
    while ((await told('/server_info'))?.command_line_options.concurrency !== 1) {
      assert.ok(!until.aborted, JSON.stringify(await told('/server_info')));
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    const { command_line_options: flags } = await told('/server_info');
    assert.deepEqual(
      [flags.log_level, flags.component_log_level, flags.drain_time, flags.stats_tag],
      ['error', 'upstream:info,config:info', '5s', ['team:red']],
    );
    const { bootstrap } = (await told('/config_dump?resource=&mask=bootstrap')).configs[0];
    assert.equal(bootstrap.stats_flush_interval, '7s');
    while ((await get('/after')).status !== 200) {
      assert.ok(!until.aborted);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await running.settled();
  });

  it('what Envoy refuses of it is left out alone: the gateway serves, and its EnvoyProxy is told', async () => {
    const file = (path: string, more = '') => `{${more} sinks: [{type: File, file: {path: "${path}"}}]}`;
    const good = join(running.directory, 'good.log');
    await change(`accessLog: {settings: [
      ${file(good, 'format: {type: Text, text: "%REQ(:PATH)%\\n"},')},
      ${file('/nowhere/at/all.log')},
      ${file('/dev/null', 'matches: ["no expression ("],')}]}`);
    const { statuses, findings } = running.controlPlane.pipeline.status;
    const key = 'gateway.envoyproxy.io/EnvoyProxy/local/default/own';
    const told = () => JSON.stringify([statuses.get(key), findings.get(key)]);
    const until = AbortSignal.timeout(20_000);
    while (!/nowhere/.test(told()) || !/is not a valid CEL expression/.test(told())) {
      assert.ok(!until.aborted, told());
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await running.settled();
    assert.match(told(), /RejectedByProxy/);
    assert.equal((await get('/still')).status, 200);
    await linesOf(good, /\/still/);
  });
});

/** linesOf reads what stands in a file as soon as that matches. */
async function linesOf(path: string, pattern: RegExp): Promise<string> {
  const deadline = Date.now() + 25_000;
  for (;;) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (pattern.test(text)) return text;
    if (Date.now() > deadline) throw new Error(`${path} has ${JSON.stringify(text)}, not ${pattern}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
