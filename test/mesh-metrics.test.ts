import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import {
  addresses,
  tellingPolicy as policy,
  startTellingMesh,
  type TellingMesh,
} from './harness/telling-mesh.ts';

describe('numbers of sidecars', () => {
  let telling: TellingMesh;
  let page = 0;
  before(async () => {
    telling = await startTellingMesh();
    page = await freePort();
  });
  after(() => telling.close());

  /** Over a connection of its own: an open one is served until it has drained. */
  const shown = (host: string, path = '/numbers', method = 'GET') =>
    new Promise<{ readonly status: number; readonly text: string }>(resolve => {
      const asked = request({ host, port: page, path, method, agent: false }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      asked.on('error', () => resolve({ status: 0, text: '' }));
      asked.end();
    });
  const metrics = (more = '') =>
    `${more}backends: [{type: Prometheus, prometheus: {port: ${page}, path: /numbers}}]`;

  it('numbers, at a page of their own and of nothing else', async () => {
    await telling.mesh.under(policy('MeshMetric', metrics()), async () => {
      assert.equal((await telling.call('/')).status, 200);
      const { status, text } = await shown(addresses.client);
      assert.equal(status, 200);
      assert.match(
        text,
        /^envoy_cluster_upstream_rq_total\{envoy_cluster_name="[^"]*\/shop\/[^"]*"\} [1-9]/m,
      );
      assert.equal((await shown(addresses.shop)).status, 200);
      assert.equal((await shown(addresses.client, '/')).status, 404);
      assert.equal((await shown(addresses.client, '/config_dump')).status, 404);
      assert.equal((await shown(addresses.client, '/numbers', 'POST')).status, 404);
    });
    assert.equal((await shown(addresses.client)).status, 0);
  });

  it('numbers that never changed, where they are asked for, and those of some alone', async () => {
    const unused = /upstream_cx_connect_fail\{envoy_cluster_name="[^"]*\/shop\//;
    const ofClient = '{kind: Dataplane, labels: {app: client}}';
    await telling.mesh.under(policy('MeshMetric', metrics(), ofClient), async () => {
      assert.doesNotMatch((await shown(addresses.client)).text, unused);
      assert.equal((await shown(addresses.shop)).status, 0);
    });
    const all = metrics('sidecar: {includeUnused: true}\n');
    await telling.mesh.under(policy('MeshMetric', all, ofClient), async () => {
      assert.match((await shown(addresses.client)).text, unused);
    });
  });

  it('numbers to a collector, again and again, from an address and by way of the mesh, those that are chosen', async () => {
    const application = createServer((_, response) =>
      response.end(
        [
          '# HELP orders_total Orders.',
          '# TYPE orders_total counter',
          'orders_total{by="ca\\"rd"} 3',
          '# TYPE took histogram',
          'took_bucket{le="0.5"} 1',
          'took_bucket{le="+Inf"} 4',
          'took_sum 7.5',
          'took_count 4',
        ].join('\n'),
      ),
    ).listen(0, '127.0.0.1');
    await once(application, 'listening');
    const { port } = application.address() as AddressInfo;
    const settings = (how: string) =>
      `sidecar: {profiles: {appendProfiles: [{name: None}], include: [{type: Exact, match: envoy_server_live}]}}
applications: [{name: shop, port: ${port}, address: 127.0.0.1}]
backends: [{type: OpenTelemetry, openTelemetry: {${how}, refreshInterval: 1s}}]`;
    const { told: received } = telling.upstreams.collector;
    const pushes = () =>
      received.filter(({ what, text }) => what === 'metrics' && text.includes('default.client'));
    try {
      const ways = [
        `endpoint: "127.0.0.1:${telling.upstreams.values.h2}"`,
        'backendRef: {kind: MeshService, name: collector}',
      ];
      for (const [i, how] of ways.entries()) {
        received.length = 0;
        await telling.mesh.under(policy('MeshMetric', settings(how)), async () => {
          const { text, headers } = await telling.upstreams.collector.until(
            'metrics',
            'default.client',
            'orders_total',
          );
          assert.match(String(headers[':authority']), i === 0 ? /^127\.0\.0\.1:/ : /^collector:/);
          const [
            {
              resource,
              instrumentationLibraryMetrics: [{ metrics }],
            },
          ] = JSON.parse(text).resourceMetrics;
          const of = Object.fromEntries(
            resource.attributes.map((one: { key: string; value: { stringValue: string } }) => [
              one.key,
              one.value.stringValue,
            ]),
          );
          assert.deepEqual(
            { mesh: of['kuma.mesh'], name: of['kuma.dataplane'], id: of['service.instance.id'] },
            { mesh: 'default', name: 'client', id: 'default.client' },
          );
          const byName = Object.fromEntries(metrics.map((one: { name: string }) => [one.name, one]));
          assert.deepEqual(
            Object.keys(byName).filter(name => name.startsWith('envoy_')),
            ['envoy_server_live'],
          );
          const [order] = byName.orders_total.sum.dataPoints;
          assert.deepEqual(
            [order.asDouble, order.attributes],
            [3, [{ key: 'by', value: { stringValue: 'ca"rd' } }]],
          );
          assert.equal(byName.orders_total.sum.isMonotonic, true);
          const [took] = byName.took.histogram.dataPoints;
          assert.deepEqual(
            [took.count, took.sum, took.explicitBounds, took.bucketCounts],
            ['4', 7.5, [0.5], ['1', '3']],
          );
          // Again without being asked.
          const count = pushes().length;
          const deadline = Date.now() + 10_000;
          while (pushes().length < count + 2) {
            assert.ok(Date.now() < deadline, `${pushes().length} after ${count}`);
            await new Promise(resolve => setTimeout(resolve, 100));
          }
        });
      }
      // When nobody says so any more, nobody is told.
      await new Promise(resolve => setTimeout(resolve, 1_000));
      const after = pushes().length;
      await new Promise(resolve => setTimeout(resolve, 2_500));
      assert.equal(pushes().length, after);
    } finally {
      application.close();
      application.closeAllConnections();
    }
  });

  it('numbers of applications beside their own, whatever one of them shows', async () => {
    const serve = (answer: (path: string | undefined, response: ServerResponse) => void) =>
      new Promise<Server>(resolve => {
        const server = createServer((asked, response) => answer(asked.url, response));
        server.listen(0, '127.0.0.1', () => resolve(server));
      });
    const portOf = (server: Server) => (server.address() as AddressInfo).port;
    const good = await serve((_path, response) =>
      response.end('# HELP orders_total Orders.\n# TYPE orders_total counter\norders_total{by="card"} 3\n'),
    );
    const hostile = await serve((path, response) => {
      if (path === '/silent') return;
      if (path === '/endless') {
        response.on('error', () => {});
        const more = () => {
          while (response.write('endless 1\n'.repeat(10_000)));
          response.once('drain', more);
        };
        return more();
      }
      response.end(
        '<html>\norders_total{by="card"} 4\n# TYPE envoy_server_live counter\nno"t a metric\nfine 1\n',
      );
    });
    const applications = `applications:
  - {name: shop, port: ${portOf(good)}}
  - {name: junk, port: ${portOf(hostile)}, address: localhost}
  - {name: anywhere, port: ${portOf(good)}, address: 0.0.0.0}
  - {name: silent, port: ${portOf(hostile)}, path: /silent}
  - {name: endless, port: ${portOf(hostile)}, path: /endless}
`;
    try {
      await telling.mesh.under(policy('MeshMetric', metrics(applications)), async () => {
        const { status, text } = await shown(addresses.client);
        assert.equal(status, 200);
        assert.match(
          text,
          /^# HELP orders_total Orders\.\n# TYPE orders_total counter\norders_total\{by="card"\} 3$/m,
        );
        assert.match(text, /^orders_total\{by="card",application="junk"\} 4$/m);
        assert.match(text, /^fine 1$/m);
        assert.match(text, /^# TYPE envoy_server_live gauge\nenvoy_server_live/m);
        assert.doesNotMatch(text, /html|no"t|endless 1/);
        const up = [...text.matchAll(/^fairlead_application_up\{application="(\w+)"\} 1$/gm)].map(
          ([, name]) => name,
        );
        assert.deepEqual(up, ['shop', 'junk']);
      });
      const chosen = `${applications}sidecar:
  includeUnused: true
  profiles:
    appendProfiles: [{name: None}]
    include: [{type: Regex, match: "^envoy_server_(live|uptime)$"}, {type: Regex, match: "^(envoy_|e|n|_)*$"}]
    exclude: [{type: Prefix, match: envoy_server}]
`;
      await telling.mesh.under(policy('MeshMetric', metrics(chosen)), async () => {
        const { status, text } = await shown(addresses.client);
        assert.equal(status, 200, text);
        const own = new Set([...text.matchAll(/^envoy_\w+/gm)].map(([name]) => name));
        assert.deepEqual([...own].sort(), ['envoy_server_live', 'envoy_server_uptime']);
        assert.match(text, /^orders_total/m);
      });
    } finally {
      good.close();
      hostile.close();
      hostile.closeAllConnections();
    }
  });

  it('numbers as their mesh says, and otherwise where their Dataplane does', async () => {
    const ofMesh = (more = '') => `
type: Mesh
name: default
${more}metrics:
  enabledBackend: numbers
  backends: [{name: numbers, type: prometheus, conf: {port: ${page}, path: /numbers}}]
`;
    const dataplane = `
type: Dataplane
mesh: default
name: shop
labels: {app: shop}
networking:
  address: ${addresses.shop}
  inbound:
    - {port: 8080, serviceAddress: 127.0.0.1, servicePort: ${telling.upstreams.values.a}, protocol: http, tags: {kuma.io/service: shop}}
`;
    const own = (conf: string) => {
      return telling.mesh.edit('shop.yaml', `${dataplane}metrics: {type: prometheus, conf: {${conf}}}`);
    };
    await telling.mesh.under(ofMesh(), async () => {
      assert.equal((await shown(addresses.client)).status, 200);
      await own('path: /own');
      assert.equal((await shown(addresses.shop)).status, 404);
      assert.equal((await shown(addresses.shop, '/own')).status, 200);
      assert.equal((await shown(addresses.client)).status, 200);
    });
    // Who shows who he is shows it to those who ask, unless it is said that all may ask.
    await telling.mesh.under(
      ofMesh('mtls: {enabledBackend: ours, backends: [{name: ours, type: builtin}]}\n'),
      async () => {
        assert.equal((await shown(addresses.client)).status, 0);
        await own('skipMTLS: true');
        assert.equal((await shown(addresses.shop)).status, 200);
        assert.equal((await shown(addresses.client)).status, 0);
      },
    );
    assert.equal((await shown(addresses.client)).status, 0);
  });
});
