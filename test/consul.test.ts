import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { createConsulDiscovery } from '#discovery';
import { freePort } from '#lib/testing/free-port.ts';
import { createStateDirectory } from '#state';
import { DnsServer } from '../src/discovery/testing/dns-server.ts';
import { type Catalogue, startCatalogue } from './consul/catalogue.ts';
import { consulProgram } from './consul/program.ts';
import { ask } from './harness/client.ts';
import { asking } from './harness/dns.ts';
import { gatewayOn, route } from './harness/manifests.ts';
import { type RunningGateway, runGateway } from './harness/running-gateway.ts';
import { startLoad } from './harness/steady-load.ts';

const upstream = (name: string, consul: string) => `
apiVersion: gloo.solo.io/v1
kind: Upstream
metadata: {name: ${name}}
spec: {consul: {${consul}}}
`;
const rule = (name: string) =>
  `    - {matches: [{path: {value: /${name}}}], backendRefs: [{group: gloo.solo.io, kind: Upstream, name: ${name}}]}`;

const real = consulProgram();
const agents = [
  { name: 'what answers as an agent does', program: undefined },
  ...(real === undefined ? [] : [{ name: 'a real agent', program: real }]),
];

for (const { name, program } of agents)
  describe(`services in Consul’s catalogue, through a real Envoy, asked of ${name}`, () => {
    let catalogue: Catalogue;
    let gateway: RunningGateway;
    let names: DnsServer;
    let plain: number;
    let port: number;
    const servers: Server[] = [];

    before(async () => {
      [plain, port] = await Promise.all([freePort(), freePort()]);
      for (const n of [2, 3, 4, 5]) {
        const server = createServer((_, response) => response.end(JSON.stringify({ backend: `.${n}` })));
        servers.push(server.listen(port, `127.0.0.${n}`));
        await once(server, 'listening');
      }
      names = await DnsServer.start();
      names.zone['db.shop.test'] = { addresses: ['127.0.0.4'], ttl: 1 };
      names.zone['leads.astray.test'] = { addresses: ['169.254.169.254'], ttl: 1 };
      catalogue = await startCatalogue(program);
      await catalogue.put('web', {
        a: { node: '127.0.0.2', port, tags: ['v1', 'canary'] },
        b: { node: '10.9.9.9', address: '127.0.0.3', port, tags: ['v1'] },
        c: { node: '127.0.0.5', port, tags: ['v1'], status: 'critical' },
      });
      await catalogue.put('db', { primary: { node: 'db.shop.test', port } });
      await catalogue.put('odd', {
        portless: { node: '127.0.0.2' },
        astray: { node: '127.0.0.2', address: 'leads.astray.test', port },
        metadata: { node: '169.254.169.254', port },
        good: { node: '127.0.0.5', port },
      });
      gateway = await runGateway(
        {
          'gateway.yaml': gatewayOn(plain),
          'web.yaml': upstream('web', 'serviceName: web'),
          'canary.yaml': upstream('canary', 'serviceName: web, instanceTags: [v1, canary]'),
          'steady.yaml': upstream('steady', 'serviceName: web, instanceBlacklistTags: [canary]'),
          'stale.yaml': upstream(
            'stale',
            'serviceName: web, consistencyMode: StaleMode, queryOptions: {useCache: true}',
          ),
          'elsewhere.yaml': upstream('elsewhere', 'serviceName: web, dataCenters: [nowhere]'),
          'db.yaml': upstream('db', 'serviceName: db'),
          'odd.yaml': upstream('odd', 'serviceName: odd'),
          'nobody.yaml': upstream('nobody', 'serviceName: nobody'),
          'routes.yaml': route(
            'shop',
            'consul.test',
            ...['web', 'canary', 'steady', 'stale', 'elsewhere', 'db', 'odd', 'nobody'].map(rule),
          ),
        },
        undefined,
        {
          discoveries: {
            ...asking(names),
            consul: onKnown => createConsulDiscovery({ onKnown, agent: { url: catalogue.url } }),
          },
        },
      );
    });
    after(async () => {
      await gateway?.close();
      await catalogue?.close();
      await names?.stop();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    });

    const statusOf = (name: string) =>
      gateway.controlPlane.pipeline.status.statuses.get(`gloo.solo.io/Upstream/local/default/${name}`);
    const conditionOf = (name: string) =>
      statusOf(name)?.conditions?.find(({ type }) => type === 'EndpointsDiscovered');
    /** Resolves when status tells of an Upstream that it is so. */
    const said = async (name: string, reason: string): Promise<string> => {
      const { statuses } = gateway.controlPlane.pipeline.status;
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${name}: ${JSON.stringify(conditionOf(name))}, not ${reason}`)),
          30_000,
        );
        const look = () => {
          if (conditionOf(name)?.reason !== reason) return;
          clearTimeout(late);
          unsubscribe();
          resolve();
        };
        const unsubscribe = statuses.subscribe(look);
        look();
      });
      return conditionOf(name)?.message ?? '';
    };
    /** Who answers: one of the servers, or the gateway in their stead, by its status. */
    const answer = async (name: string): Promise<string> => {
      const { status, body } = await ask({ plain, secure: 0 }, { host: 'consul.test', path: `/${name}` });
      return status === 200 ? JSON.parse(body).backend : String(status);
    };
    /** Who answers, of as many as there can be. */
    const answering = async (name: string): Promise<string> => {
      const answers = new Set<string>();
      for (let i = 0; i < 30; i++) answers.add(await answer(name));
      return [...answers].sort().join(' ');
    };
    const serves = async (name: string, wanted: string) => {
      const late = AbortSignal.timeout(30_000);
      for (;;) {
        const found = await answering(name);
        if (found === wanted) return;
        if (late.aborted) assert.equal(found, wanted);
      }
    };

    it('those that pass their checks serve, at their own address or their node’s, by their tags', async () => {
      assert.equal(await said('web', 'Discovered'), '2 endpoints of web are used');
      await serves('web', '.2 .3');
      await serves('canary', '.2');
      await serves('steady', '.3');
      await serves('stale', '.2 .3');
    });

    it('an external service is where its name leads, and where that leads next', async () => {
      await serves('db', '.4');
      names.zone['db.shop.test'] = { addresses: ['127.0.0.5'], ttl: 1 };
      await serves('db', '.5');
    });

    it('what may not be used is left out, and said by what it is', async () => {
      await serves('odd', '.5');
      const findings = [...gateway.controlPlane.pipeline.status.findings.entries()].flatMap(([, f]) => f);
      const messages = findings
        .filter(({ ref }) => ref?.name === 'odd')
        .map(({ path, severity, message }) => `${severity} ${path} ${message}`);
      const linkLocal = /instance node-of-metadata\/metadata is left out: IP address 169\.254\.169\.254 is/;
      const astray = /instance node-of-astray\/astray: leads\.astray\.test leads to a place that is left out/;
      const portless = /instance node-of-portless\/portless is left out: it is registered without a port/;
      for (const wanted of [linkLocal, astray, portless])
        assert.ok(
          messages.some(message => message.startsWith('warning spec.consul ') && wanted.test(message)),
          `${wanted} ${messages.join('\n')}`,
        );
    });

    it('a service that nobody registered has no endpoint, and that is not a failure', async () => {
      assert.equal(
        await said('nobody', 'NoMatchingInstances'),
        'of nobody no instance that passes its checks is known',
      );
      await serves('nobody', '503');
    });

    it('a catalogue that changes under load fails no request', async () => {
      const load = startLoad({ port: plain, host: 'consul.test', path: '/web' });
      const all = { a: 2, b: 3, d: 4, e: 5 };
      const one = (n: number) => ({ node: `127.0.0.${n}`, port, tags: ['v1'] });
      for (let round = 0; round < 20; round++) {
        const kept = Object.entries(all).filter((_, i) => i !== round % 4);
        await catalogue.put('web', Object.fromEntries(kept.map(([id, n]) => [id, one(n)])));
        await new Promise(resolve => setTimeout(resolve, 150));
      }
      await catalogue.put('web', { a: one(2), d: one(4) });
      await serves('web', '.2 .4');
      const { statuses, backends } = await load.stop();
      assert.deepEqual(Object.keys(statuses), ['200']);
      assert.deepEqual(Object.keys(backends).sort(), ['.2', '.3', '.4', '.5']);
    });

    it('shares are by the weights of how each instance is', async () => {
      const weights = { Passing: 9, Warning: 1 };
      await catalogue.put('web', {
        a: { node: '127.0.0.2', port, weights },
        d: { node: '127.0.0.4', port, weights, status: 'warning' },
      });
      const count = async () => {
        let few = 0;
        for (let i = 0; i < 200; i++) if ((await answer('web')) === '.4') few++;
        return few;
      };
      const late = AbortSignal.timeout(30_000);
      let few = await count();
      while ((few < 5 || few > 45) && !late.aborted) few = await count();
      assert.ok(few >= 5 && few <= 45, `${few} of 200`);
    });

    it('those that were found last serve while nobody can be asked, and that is said', async () => {
      await catalogue.put('web', { a: { node: '127.0.0.2', port }, d: { node: '127.0.0.4', port } });
      await serves('web', '.2 .4');
      await catalogue.door.shut();
      assert.match(
        await said('web', 'Degraded'),
        /^Consul could not be asked for web \(.*\); those that were last known stay: 2 endpoints$/,
      );
      await serves('web', '.2 .4');
      await catalogue.put('web', { d: { node: '127.0.0.4', port } });
      await catalogue.door.open();
      await said('web', 'Discovered');
      await serves('web', '.4');
    });

    it('a data center that nobody knows is told of, and nobody else suffers', async () => {
      assert.match(await said('elsewhere', 'DiscoveryError'), /No path to datacenter/);
      await serves('elsewhere', '503');
    });

    it('what is remembered over a restart is what was found', async () => {
      const state = createStateDirectory(`${gateway.directory}/../state`);
      const records = await state.load();
      await state.close();
      const { instances } = JSON.parse(records.get('answer consul web - - -') ?? '{}');
      assert.deepEqual(
        instances?.map(({ id }: { id: string }) => id),
        ['node-of-d/d'],
      );
    });
  });
