import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build, type Metafile } from 'esbuild';
import { freePorts } from '#lib/testing/free-port.ts';
import { makeWorkplace, type Workplace } from '../../src/cli/testing/workplace.ts';
import { checkout } from './stage.ts';

/** kB of resident memory, as `ps` counts it, with all that it shares with others: 46 MB, of which a bare Node takes 42. */
const most = 46 * 1024;

const dataplane = `type: Dataplane
mesh: default
name: web-1
networking:
  address: 127.9.0.1
  inbound: [{port: 8080, serviceAddress: 127.0.0.1, servicePort: 9, protocol: http}]
`;

describe('what runs beside every workload', () => {
  let folder: string;
  let metafile: Metafile;
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    mkdirSync(join(checkout, '.cache'), { recursive: true });
    folder = mkdtempSync(join(checkout, '.cache/agent-size-'));
    mkdirSync(join(folder, 'bin'));
    copyFileSync(join(checkout, 'bin/fairlead'), join(folder, 'bin/fairlead'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    ({ metafile } = await build({
      absWorkingDir: checkout,
      entryPoints: ['src/main/dataplane.ts'],
      outdir: join(folder, 'dist'),
      ...{ bundle: true, splitting: true, platform: 'node', target: 'node20', format: 'esm' },
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      external: ['better-sqlite3'],
      metafile: true,
      logLevel: 'warning',
    }));
  });
  after(async () => {
    await place.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('carries nothing of translation, Kubernetes, SQL, gRPC or Envoy’s API', () => {
    const loaded = new Set<string>();
    const visit = (output: string): void => {
      if (loaded.has(output)) return;
      loaded.add(output);
      for (const { path, kind } of metafile.outputs[output]?.imports ?? [])
        if (kind === 'import-statement') visit(path);
    };
    const entry = Object.entries(metafile.outputs).find(([, o]) => o.entryPoint === 'src/main/dataplane.ts');
    visit(entry?.[0] ?? '');
    const files = [...loaded].flatMap(output => Object.keys(metafile.outputs[output]?.inputs ?? {}));
    const own = new Set(files.filter(file => file.startsWith('src/')).map(file => file.split('/')[1]));
    assert.deepEqual([...own].sort(), ['cli', 'dataplane', 'dns', 'lib', 'main']);
    assert.deepEqual(
      files.filter(file => !file.startsWith('src/') && !file.includes('@bufbuild/protobuf/dist/esm/')),
      [],
    );
    assert.ok(files.includes('src/dataplane/dns/server.ts'));
  });

  it('takes less than 46 MB beside a running Envoy', async () => {
    const [xds = 0, api = 0, port = 0, dns = 0, ready = 0] = await freePorts(5);
    place.write('mesh/mesh.yaml', 'type: Mesh\nname: default\n');
    const at = ['--xds', `127.0.0.1:${xds}`, '--api', `127.0.0.1:${api}`, '--join', `127.0.0.1:${port}`];
    await place.start(['serve', '-f', 'mesh', ...at]).says(/proxies that join on/);
    const agent = spawn(
      join(folder, 'bin/fairlead'),
      [
        ...['proxy', '-d', place.write('web.yaml', dataplane), '--cp-address', `http://127.0.0.1:${port}`],
        ...['--dns-proxy-port', String(dns), '--readiness-port', String(ready), '--concurrency', '1'],
        ...['--drain-time', '100ms'],
      ],
      {
        cwd: place.directory,
        env: {
          PATH: process.env.PATH,
          HOME: place.directory,
          XDG_RUNTIME_DIR: join(place.directory, '.run'),
          FAIRLEAD_ENVOY: join(checkout, '.cache/envoy/envoy/_bin/envoy'),
        },
        stdio: ['ignore', 'inherit', 'pipe'],
      },
    );
    try {
      await new Promise<void>((resolve, reject) => {
        let said = '';
        agent.stderr.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (said.includes('Envoy is ready')) resolve();
        });
        agent.once('exit', () => reject(new Error(`it ended: ${said}`)));
      });
      const metrics = await (await fetch(`http://127.0.0.1:${ready}/metrics`)).text();
      assert.match(metrics, /^fairlead_proxy_ready 1$/m);
      assert.match(metrics, /^fairlead_proxy_dns_udp_total 0$/m);
      const resident = Number(
        /^Rss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${agent.pid}/smaps_rollup`, 'utf8'))?.[1],
      );
      assert.ok(resident > 10_000 && resident < most, `${resident} kB`);
    } finally {
      const ended = new Promise(resolve => agent.once('exit', resolve));
      agent.kill('SIGTERM');
      await ended;
    }
  });
});
