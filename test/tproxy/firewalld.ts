import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, type Outcome } from './namespace.ts';

/** Firewalld is a real one, with a bus of its own, inside one network namespace. */
export interface Firewalld {
  readonly command: (...args: readonly string[]) => Promise<Outcome>;
  readonly stop: () => Promise<void>;
}

/** firewalldDirectory makes a configuration in which every interface is trusted, so that only direct rules decide. */
export function firewalldDirectory(directory: string): string {
  const target = join(directory, 'firewalld');
  cpSync('/etc/firewalld', target, { recursive: true });
  const path = join(target, 'firewalld.conf');
  const text = readFileSync(path, 'utf8')
    .replace(/^DefaultZone=.*$/m, 'DefaultZone=trusted')
    .replace(/^RFC3964_IPv4=.*$/m, 'RFC3964_IPv4=no');
  writeFileSync(path, text);
  return target;
}

/** startFirewalld starts one and waits until it has loaded its rules, or failed to. */
export async function startFirewalld(
  namespace: string,
  directory: string,
  config: string,
): Promise<Firewalld> {
  const socket = join(directory, 'bus');
  const busConfig = join(directory, 'bus.conf');
  writeFileSync(busConfig, busText(socket));
  const bus = spawn(
    'ip',
    [
      'netns',
      'exec',
      namespace,
      'dbus-daemon',
      `--config-file=${busConfig}`,
      '--nofork',
      '--nopidfile',
      '--print-address',
    ],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  await once(bus.stdout, 'data');
  const env = { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${socket}` };
  const log = join(directory, 'firewalld.log');
  const flags = ['--nofork', '--nopid', '--system-config', config, '--log-file', log];
  const daemon = spawn('ip', ['netns', 'exec', namespace, 'firewalld', ...flags], { stdio: 'ignore', env });
  const command = (...args: readonly string[]) => attempt(namespace, ['firewall-cmd', ...args], env);
  for (let state = ''; !/^(running|failed)/.test(state); ) {
    if (daemon.exitCode !== null) throw new Error(`firewalld ended: ${readFileSync(log, 'utf8')}`);
    const outcome = await command('--state');
    state = outcome.stdout + outcome.stderr;
  }
  return {
    command,
    stop: async () => {
      for (const child of [daemon, bus]) await ended(child);
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function busText(socket: string): string {
  const allow = [
    'send_type="method_call"',
    'send_type="signal"',
    'send_type="method_return"',
    'send_type="error"',
    'own="*"',
    'user="*"',
    'send_destination="*"',
    'eavesdrop="true"',
  ];
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=${socket}</listen><auth>EXTERNAL</auth>
<policy context="default">${allow.map(rule => `<allow ${rule}/>`).join('')}</policy></busconfig>`;
}
