import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '#lib/testing/free-port.ts';
import { type Daemon, startDaemon } from './daemon.ts';

const execute = promisify(execFile);

/** Etcd is an etcd that keeps its data in the folder of an API server. */
export interface Etcd {
  readonly url: string;
  readonly daemon: Daemon;
  /** Lets it forget all revisions before now. */
  compact(): Promise<void>;
}

/** startEtcd starts one on loopback. It does not wait until etcd answers: the API server does. */
export async function startEtcd(directory: string, within: readonly string[]): Promise<Etcd> {
  const data = join(directory, 'etcd');
  mkdirSync(data, { mode: 0o700 });
  const [clients, peers] = (await freePorts(2)).map(port => `http://127.0.0.1:${port}`);
  const flags = {
    'data-dir': data,
    'listen-client-urls': clients,
    'advertise-client-urls': clients,
    'listen-peer-urls': peers,
    'initial-advertise-peer-urls': peers,
    'initial-cluster': `default=${peers}`,
  };
  const written = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const daemon = startDaemon(['etcd', ...written], join(directory, 'etcd.log'), within);
  // Runs inside etcd's network, which this process may not be in.
  const ask = async (path: string, body: object) => {
    const curl = [...within, 'curl', '--silent', '--show-error', '--fail', '--data', JSON.stringify(body)];
    const [program = '', ...args] = [...curl, `${clients}/v3/kv/${path}`];
    return JSON.parse((await execute(program, args)).stdout) as {
      readonly header: { readonly revision: string };
    };
  };
  return {
    url: `${clients}`,
    daemon,
    compact: async () => {
      const { header } = await ask('range', { key: 'AA==' });
      await ask('compaction', { revision: header.revision, physical: true });
    },
  };
}
