// Sends a control plane over a store requests that its OpenAPI document allows, and others, until time is up: `npm run
// fuzz:api`, `npm run fuzz:api -- 300` (seconds). Fails where an answer is a 500 or contradicts the document. Needs Python 3
// with pip.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from './python-environment.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const seconds = Number(process.argv[2] ?? 60);

function run(command, args, cwd = root) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  return status ?? 1;
}

const environment = pythonEnvironment(['schemathesis==4.32.5']);

const directory = mkdtempSync(join(tmpdir(), 'fairlead-fuzz-'));
const server = spawn(
  process.execPath,
  [
    ...['--import', 'tsx', 'src/main/cli.ts', 'serve', '--store', join(directory, 'store.sqlite')],
    ...['--state', join(directory, 'state'), '--xds', '127.0.0.1:0', '--api', '127.0.0.1:0'],
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, XDG_RUNTIME_DIR: directory } },
);
let log = '';
const api = await new Promise((resolve, reject) => {
  server.once('exit', () => reject(new Error(log)));
  server.stderr.setEncoding('utf8').on('data', text => {
    log += text;
    const found = /REST on (http:\S+):/.exec(log);
    if (found !== null) resolve(found[1]);
  });
});
const asked = [
  ...['run', `${api}/openapi.json`, '--phases', 'coverage,fuzzing', '--max-time', String(seconds)],
  ...['--checks', 'not_a_server_error,content_type_conformance,response_headers_conformance'],
  ...['--generation-database', 'none', '--suppress-health-check', 'all', '--warnings', 'off'],
];
// schemathesis leaves files in the directory where it runs.
const status = run(join(environment, 'bin/schemathesis'), asked, directory);
server.removeAllListeners('exit');
server.kill();
rmSync(directory, { recursive: true, force: true });
const bugs = log.split('\n').filter(line => /bug:/.test(line));
for (const line of bugs) console.error(line);
process.exitCode = status === 0 && bugs.length === 0 ? 0 : 1;
