import { join } from 'node:path';
import { type AgentEvent, findEnvoy, startAgent, startReadinessServer } from '#dataplane/agent';
import { type DnsServerAddress, parseDnsServer } from '#lib/dns-server.ts';
import { parseDuration } from '#lib/duration.ts';
import { Fault, isFault } from '#lib/fault.ts';
import { hostAndPort } from '#lib/ip-address.ts';
import { checkCapture } from './check-capture.ts';
import { readDataplaneFile, readVariables } from './dataplane-file.ts';
import { stateHome } from './places.ts';
import type { ProxyFlags } from './proxy-flags.ts';
import { readFlagFile } from './read-flag-file.ts';
import { runUntilStopped } from './run-until-stopped.ts';

/** runProxy runs `fairlead proxy` until it is stopped. It throws a Fault for what a person can mend. */
export async function runProxy(flags: ProxyFlags): Promise<void> {
  const dns = readDns(flags);
  const readinessPort = readPort('--readiness-port', flags.readinessPort);
  const options = {
    controlPlane: readControlPlane(flags),
    ...(await readDataplane(flags)),
    envoy: await findEnvoy(
      flags.binaryPath === undefined ? {} : { env: { FAIRLEAD_ENVOY: flags.binaryPath } },
    ),
    drainTime: readDrainTime(flags.drainTime),
    ...readConcurrency(flags.concurrency),
    onEvent: tell,
  };
  const { family } = options.capture ?? {};
  const answering = dns && { dns: { ...dns, ...(family === undefined ? {} : { family }) } };
  if (options.capture !== undefined) {
    for (const line of await checkCapture(options.capture, dns?.port)) say('!', line);
  }
  await runUntilStopped(
    async () => {
      const agent = await startAgent({ ...options, ...answering });
      const close = () => agent.stop();
      const fail = async (error: unknown) => {
        await close();
        if (!isFault(error)) throw error;
        process.stderr.write(`fairlead: ${error.message}\n`);
        process.exit(error.exitCode);
      };
      agent.joined.catch(fail);
      const readiness = readinessPort && (await startReadinessServer(agent, readinessPort).catch(fail));
      return {
        async close() {
          await close();
          if (readiness) readiness.close();
        },
      };
    },
    { patience: options.drainTime + endsWithin },
  );
}

/** ms on top of the draining: for telling others, and for Envoy to end. */
const endsWithin = 8_000;

function tell(event: AgentEvent): void {
  switch (event.kind) {
    case 'listening':
      say('·', `DNS on ${event.dns.map(({ host, port }) => hostAndPort(host, port)).join(' and ')}`);
      return;
    case 'waiting':
      if (event.why !== lastWait) say('·', `waiting for the control plane: ${event.why}`);
      lastWait = event.why;
      return;
    case 'joined':
      say('·', 'joined');
      return;
    case 'state':
      if (event.state.kind === 'running') say('·', `Envoy is ready (process ${event.pid})`);
      if (event.state.kind === 'backing-off')
        say('!', `Envoy ended (${event.state.reason}); starting it again in ${event.state.delay / 1000} s`);
      if (event.state.kind === 'draining') say('·', 'Envoy finishes what is in flight');
      return;
    case 'log': {
      const more = event.heldBack === 0 ? '' : ` (and ${event.heldBack} lines before this one)`;
      say('!', `Envoy's ${event.line.level}: ${event.line.message}${more}`);
      return;
    }
    case 'notice':
      say('·', event.message);
  }
}

let lastWait = '';

function say(sign: '·' | '!', line: string): void {
  process.stderr.write(`${sign} ${line}\n`);
}

function readControlPlane({ cpAddress, caCertFile, skipVerify = false }: ProxyFlags) {
  if (!URL.canParse(cpAddress) || !/^https?:\/\/[^/]+\/?$/.test(cpAddress))
    throw new Fault('usage', `--cp-address ${cpAddress}: must be https://HOST:PORT or http://HOST:PORT`);
  return {
    url: cpAddress.replace(/\/$/, ''),
    ...(caCertFile === undefined ? {} : { ca: readFlagFile('--ca-cert-file', caCertFile) }),
    ...(skipVerify ? { skipsVerification: true } : {}),
  };
}

async function readDataplane(flags: ProxyFlags) {
  const { dataplaneFile, dataplaneVar = [], mesh, name, dataplaneTokenFile } = flags;
  if ((dataplaneFile === undefined) === (name === undefined))
    throw new Fault('usage', 'give --dataplane-file, or the --name of a Dataplane that is there already');
  const variables = readVariables(dataplaneVar);
  const file = dataplaneFile === undefined ? undefined : await readDataplaneFile(dataplaneFile, variables);
  const who = file ?? { mesh, name: name ?? '' };
  if (dataplaneTokenFile !== undefined) readToken(dataplaneTokenFile);
  return {
    proxy: {
      mesh: who.mesh,
      name: who.name,
      ...(file === undefined ? {} : { dataplane: file.text }),
      // Read again each time: tokens expire, and are replaced.
      ...(dataplaneTokenFile === undefined ? {} : { token: () => readToken(dataplaneTokenFile) }),
      workdir: flags.configDir ?? join(stateHome(), 'fairlead/proxies', `${who.mesh}.${who.name}`),
    },
    ...(file?.capture === undefined ? {} : { capture: file.capture }),
  };
}

function readToken(file: string): string {
  const token = readFlagFile('--dataplane-token-file', file).trim();
  if (token === '' || /[^\x21-\x7e]/.test(token))
    throw new Fault('input', `--dataplane-token-file ${file}: must hold one token, and nothing else`);
  return token;
}

function readDns({ dnsEnabled, dnsProxyPort, dnsServer }: ProxyFlags) {
  if (dnsEnabled !== true && dnsEnabled !== 'true' && dnsEnabled !== 'false')
    throw new Fault('usage', `--dns-enabled ${dnsEnabled}: must be true or false`);
  if (dnsEnabled === 'false') return undefined;
  const port = readPort('--dns-proxy-port', dnsProxyPort) ?? 0;
  return { port, ...(dnsServer === undefined ? {} : { servers: dnsServer.map(readServer) }) };
}

function readServer(text: string): DnsServerAddress {
  const server = parseDnsServer(text);
  if (server === undefined)
    throw new Fault(
      'usage',
      `--dns-server ${text}: is not an address of a server; write 9.9.9.9 or 127.0.0.1:5353`,
    );
  return server;
}

function readPort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Fault('usage', `${flag} ${text}: must be a port, 1 to 65535`);
  return port;
}

function readDrainTime(text: string): number {
  const time = parseDuration(text);
  if (time === undefined) throw new Fault('usage', `--drain-time ${text}: must be a time like 30s or 1m`);
  return time;
}

function readConcurrency(text: string | undefined) {
  if (text === undefined) return {};
  const concurrency = Number(text);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1024)
    throw new Fault('usage', `--concurrency ${text}: must be a number of threads, 1 to 1024`);
  return { concurrency };
}
