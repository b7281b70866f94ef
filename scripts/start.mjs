// `npm start`: sets up what is missing, starts three sample backends in this process, and runs `fairlead up
// examples/quickstart`. However this process ends, all of it ends.
import { spawn, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHttp2 } from '../examples/sample-backends/http2.mjs';
import { listen } from '../examples/sample-backends/listen.mjs';
import { startTcp } from '../examples/sample-backends/tcp.mjs';
import { startUnix } from '../examples/sample-backends/unix.mjs';
import { setup } from './setup.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'examples/quickstart');
const shown = path => relative(process.cwd(), path) || '.';

const fail = message => {
  console.error(`start: ${message}`);
  process.exit(3);
};

/** Listens on the example's port, or on any free one where that is taken. */
async function startOn(start, preferred) {
  try {
    return await start(preferred);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    return start(0);
  }
}

/** Starts the sample backend on a unix socket, in a folder of this user that no other user can write to. */
async function startOnSocket() {
  for (const name of ['fairlead-quickstart', `fairlead-quickstart-${process.pid}`]) {
    const place = `/tmp/${name}`;
    const path = `${place}/unix.sock`;
    mkdirSync(place, { recursive: true, mode: 0o700 });
    if (lstatSync(place).uid !== process.getuid() || (await answersOn(path))) continue;
    rmSync(path, { force: true });
    await startUnix(path);
    process.once('exit', () => rmSync(place, { recursive: true, force: true }));
    return path;
  }
  return fail('/tmp has no room for a unix socket of this user.');
}

/** Whether somebody listens on a unix socket; a socket file alone may be a killed process's. */
function answersOn(path) {
  return new Promise(resolve => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

/** Replaces a file by one with other text; a watcher never sees half of it. */
function replaceFile(path, text) {
  const aside = `${path}.tmp`;
  writeFileSync(aside, text);
  renameSync(aside, path);
}

/** Updates every line that is marked as a sample backend's with that backend's place on this machine. */
function pointAt(places) {
  for (const name of readdirSync(folder).filter(file => file.endsWith('.yaml'))) {
    const path = join(folder, name);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(
      /(: )(\S+)( # sample backend (\w+))$/gm,
      (line, colon, _value, mark, backend) =>
        backend in places ? `${colon}${places[backend]}${mark}` : line,
    );
    if (after === before) continue;
    replaceFile(path, after);
    console.log(`${shown(path)} now says where the sample backends are.`);
  }
}

/** The gateway's port, from the example; where it is taken, a free one, which is then written into the example. */
async function gatewayPort() {
  const path = join(folder, 'gateway.yaml');
  const text = readFileSync(path, 'utf8');
  const said = Number(/^\s+port: (\d+)$/m.exec(text)?.[1]);
  if (!said) return undefined;
  const probe = await startOn(port => listen(createServer(), port), said);
  const { port } = probe.address();
  await new Promise(resolve => probe.close(resolve));
  if (port !== said) {
    replaceFile(path, text.replace(/^(\s+port: )\d+$/m, `$1${port}`));
    console.log(`Port ${said} is in use, so ${shown(path)} now says ${port}.`);
  }
  return port;
}

/** Resolves when the gateway answers; asks ten times a second, one request at a time. */
async function answered(url) {
  const asked = await new Promise(resolve => {
    get(url, { agent: false }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', () => resolve(false));
  });
  if (asked) return;
  await new Promise(resolve => setTimeout(resolve, 100).unref());
  await answered(url);
}

/** What the quickstart serves at `/` of the gateway, and prints in the terminal. */
const tries = [
  ['/ip', 'an IP address; /fqdn, /short, /unix, /mixed and /http2 are the other forms'],
  ['/weights', 'nine in ten to one backend, one in ten to another'],
  ['/matches', 'by the header x-version, over HTTP/2, with a header added', "-s URL -H 'x-version: beta'"],
  ['/matches?via=unix', 'by query parameter', "-s 'URL'"],
  ['/old', 'a redirect', '-si URL'],
  ['/api/v1', 'a rewrite'],
  ['/service', 'a Service and a Backend in one rule'],
];

function tell(gateway) {
  const lines = tries.map(([path, what, command = '-s URL']) => [
    `curl ${command.replace('URL', gateway + path)}`,
    what,
  ]);
  const width = Math.max(...lines.map(([command]) => command.length));
  console.log(
    `\nThe gateway serves at ${gateway} what is written in ${shown(folder)}. Try, in another terminal:`,
  );
  for (const [command, what] of lines) console.log(`  ${command.padEnd(width)}  # ${what}`);
  console.log('Then edit a file there and ask again: each says what to try. Ctrl-C ends everything.\n');
}

/** The words before a command that make the kernel end it when this process dies, even by `kill -9`; none without setpriv. */
function deathGuard() {
  const guard = ['setpriv', '--pdeathsig', 'TERM', '--'];
  return spawnSync(guard[0], [...guard.slice(1), 'true']).status === 0 ? guard : [];
}

await setup();
const [tcp, http2] = [await startOn(port => startTcp(port, tries), 9001), await startOn(startHttp2, 9002)];
pointAt({ tcp: tcp.address().port, http2: http2.address().port, unix: await startOnSocket() });
const port = await gatewayPort();

const [command, ...args] = [...deathGuard(), process.execPath, join(root, 'bin/fairlead'), 'up', folder];
const up = spawn(command, args, { stdio: 'inherit' });
up.once('error', error => fail(error.message));
up.once('exit', (code, signal) => process.exit(signal === null ? code : 1));
// A terminal's Ctrl-C reaches `up` by itself, a signal to this process alone does not; hearing it twice does no harm.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => up.kill('SIGTERM'));
if (process.env.npm_lifecycle_event === 'start') {
  // npm forwards signals, but its own death by `kill -9` shows only in our having another parent.
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || up.kill('SIGTERM'), 500).unref();
}
if (port !== undefined) {
  const gateway = `http://127.0.0.1:${port}`;
  await answered(`${gateway}/ip`);
  tell(gateway);
}
