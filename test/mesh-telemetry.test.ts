import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { freePort } from '#lib/testing/free-port.ts';
import { tellingPolicy as policy, startTellingMesh, type TellingMesh } from './harness/telling-mesh.ts';

/** What somebody was told over HTTP, as `METHOD PATH` and what was sent. */
interface Told {
  readonly what: string;
  readonly body: Buffer;
}

describe('spans and records of sidecars', () => {
  let telling: TellingMesh;
  let listener: Server;
  const told: Told[] = [];

  before(async () => {
    listener = createServer((asked, response) => {
      const parts: Buffer[] = [];
      asked.on('data', (part: Buffer) => parts.push(part));
      asked.on('end', () => {
        told.push({ what: `${asked.method} ${asked.url}`, body: Buffer.concat(parts) });
        response.end('{}');
      });
    });
    await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve));
    telling = await startTellingMesh();
  });
  after(async () => {
    await telling.close();
    listener.close();
  });

  const call = (path: string) => telling.call(path);
  const url = () => `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;

  /** Resolves when something was told for which this holds. Calls go on meanwhile: an open connection stays with its chain. */
  async function until(what: string, holds: (told: Told) => boolean): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (!told.some(holds)) {
      assert.ok(Date.now() < deadline, `${what}: ${JSON.stringify(told.map(one => one.what))}`);
      await call('/traced');
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
  const has =
    (...texts: readonly string[]) =>
    ({ body }: Told) =>
      texts.every(text => body.includes(text));

  it('spans, to Zipkin', async () => {
    const zipkin = (version: string) =>
      policy(
        'MeshTrace',
        `backends: [{type: Zipkin, zipkin: {url: "${url()}/api/v2/spans", apiVersion: ${version}}}]
tags: [{name: team, literal: shop-team}]`,
      );
    for (const version of ['httpJson', 'httpProto']) {
      told.length = 0;
      await telling.mesh.under(zipkin(version), async () => {
        const sent = has('shop-team', 'kuma.mesh', '/traced');
        // What was told a moment ago, in the other format, may come late.
        const isJson = ({ body }: Told) => body.toString().startsWith('[');
        await until(
          version,
          one => one.what === 'POST /api/v2/spans' && sent(one) && isJson(one) === (version === 'httpJson'),
        );
      });
    }
  });

  it('spans, to Datadog, who is called and who calls told apart by name', async () => {
    told.length = 0;
    const datadog = `backends: [{type: Datadog, datadog: {url: "${url()}", splitService: true}}]`;
    await telling.mesh.under(policy('MeshTrace', datadog), async () => {
      await until('the caller', one => /traces/.test(one.what) && has('OUTBOUND_shop')(one));
      await until('the called', one => /traces/.test(one.what) && has('shop_INBOUND')(one));
    });
  });

  /** Resolves when a collector that a reference means was told of spans, and of records. */
  async function toldBy(ref: string): Promise<void> {
    const traces = `backends: [{type: OpenTelemetry, openTelemetry: {backendRef: ${ref}}}]
tags: [{name: team, literal: in-mesh}]`;
    await telling.mesh.under(policy('MeshTrace', traces), async () => {
      for (let i = 0; i < 8; i++) assert.equal((await call('/in-mesh')).status, 200);
      await telling.upstreams.collector.until('spans', 'in-mesh', '/in-mesh');
    });
    await telling.mesh.under(
      records(`{type: OpenTelemetry, openTelemetry: {body: "%REQ(:PATH)%", backendRef: ${ref}}}`),
      async () => {
        for (let i = 0; i < 8; i++) assert.equal((await call('/kept-in-mesh')).status, 200);
        await telling.upstreams.collector.until('logs', '/kept-in-mesh');
      },
    );
  }

  it('spans and records, to a service of the mesh', () => toldBy('{kind: MeshService, name: collector}'));

  it('spans and records, to a MeshOpenTelemetryBackend, by its name and by its labels; that there is none is said', async () => {
    const backend = (address: string) => `
type: MeshOpenTelemetryBackend
mesh: default
name: ours
labels: {team: telemetry}
spec: {endpoint: {address: ${address}, port: ${telling.upstreams.values.h2}}}
`;
    telling.mesh.write('backend.yaml', backend('127.0.0.1'));
    for (const which of ['name: ours', 'labels: {team: telemetry}']) {
      telling.upstreams.collector.told.length = 0;
      await toldBy(`{kind: MeshOpenTelemetryBackend, ${which}}`);
    }
    const findings = () =>
      [...telling.mesh.controlPlane.pipeline.status.findings.entries()].flatMap(([, all]) =>
        all.map(({ path, message }) => `${path} ${message}`),
      );
    const says = async (finding: RegExp) => {
      const deadline = Date.now() + 10_000;
      while (!findings().some(said => finding.test(said))) {
        assert.ok(Date.now() < deadline, findings().join());
        await new Promise(setImmediate);
      }
    };
    telling.mesh.write('backend.yaml', backend('169.254.169.254'));
    await says(/^spec.endpoint.address .*169.254.169.254.*: nobody is told$/);
    telling.mesh.write(
      'policy.yaml',
      policy(
        'MeshTrace',
        'backends: [{type: OpenTelemetry, openTelemetry: {backendRef: {kind: MeshOpenTelemetryBackend, name: theirs}}}]',
      ),
    );
    await says(
      /^spec.default.backends\[0\].openTelemetry.backendRef names the MeshOpenTelemetryBackend theirs, which is not there: nobody is told$/,
    );
    telling.mesh.write('policy.yaml', '');
    telling.mesh.write('backend.yaml', '');
  });

  const records = (...backends: readonly string[]) => `
type: MeshAccessLog
mesh: default
name: keeping
spec:
  to: [{targetRef: {kind: Mesh}, default: {backends: [${backends.join(', ')}]}}]
`;

  it('records, as lines over TCP, to who takes them when he comes back', async () => {
    let text = '';
    const port = await freePort();
    const listen = () =>
      new Promise<TcpServer>(resolve => {
        const taker = createTcpServer(socket =>
          socket.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          }),
        );
        taker.listen(port, '127.0.0.1', () => resolve(taker));
      });
    const has = async (line: RegExp) => {
      const deadline = Date.now() + 15_000;
      while (!line.test(text)) {
        assert.ok(Date.now() < deadline, text);
        await call('/in-lines');
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    };
    const tcp = (format: string) => `{type: Tcp, tcp: {address: "127.0.0.1:${port}", format: ${format}}}`;
    const plain = tcp('{type: Plain, plain: "%KUMA_MESH% %REQ(:PATH)% to %KUMA_DESTINATION_SERVICE%"}');
    const fields = `[{key: path, value: "%REQ(:PATH)%"}, {key: none, value: "%REQ(X-NONE)%"}]`;
    const json = tcp(`{type: Json, json: ${fields}, omitEmptyValues: true}`);
    await telling.mesh.under(records(plain, json), async () => {
      // Nobody listens yet: calls are answered, and lines are kept.
      assert.equal((await call('/before')).status, 200);
      const taker = await listen();
      try {
        await has(/^default \/in-lines to shop\n/m);
        await has(/^\{"path":"\/in-lines"\}\n/m);
      } finally {
        taker.close();
      }
    });
  });
});
