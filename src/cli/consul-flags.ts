import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ConsulAgent, UnknownAgent } from '#discovery';
import { Fault } from '#lib/fault.ts';

/** ConsulFlags say which Consul agent to ask for the catalogue, as given. */
export interface ConsulFlags {
  readonly consulAddress?: string;
  readonly consulTokenFile?: string;
  readonly consulCaFile?: string;
}

const usual = '127.0.0.1:8500';

/** addConsulFlags gives a command the flags for the Consul agent to ask, and for the token to use. */
export function addConsulFlags(command: Command): Command {
  return command
    .optionsGroup('Consul:')
    .addOption(
      new Option(
        '--consul-address <url>',
        `Consul agent whose catalog is read: [http://|https://]HOST:PORT or unix:///PATH (default: $CONSUL_HTTP_ADDR, else ${usual})`,
      ),
    )
    .addOption(
      new Option(
        '--consul-token-file <file>',
        'file with the token for it (default: $CONSUL_HTTP_TOKEN_FILE, else the token in $CONSUL_HTTP_TOKEN)',
      ),
    )
    .addOption(
      new Option(
        '--consul-ca-file <file>',
        'CA certificate for https (default: $CONSUL_CACERT, else the CAs that this machine trusts)',
      ),
    );
}

/**
 * readConsul determines the agent from the flags, and from the variables that Consul's own programs read. TLS settings
 * without a flag are `CONSUL_CLIENT_CERT`, `CONSUL_CLIENT_KEY` and `CONSUL_TLS_SERVER_NAME`; `CONSUL_NAMESPACE` and
 * `CONSUL_PARTITION` say where to look for services. A mistake in a variable, which may be set for other programs, affects
 * only backends that ask Consul.
 */
export function readConsul(
  { consulAddress, consulTokenFile, consulCaFile }: ConsulFlags,
  env: NodeJS.ProcessEnv = process.env,
): { readonly consul: ConsulAgent | UnknownAgent } {
  const address = readAddress(
    consulAddress ?? variable('CONSUL_HTTP_ADDR') ?? usual,
    consulAddress === undefined ? 'CONSUL_HTTP_ADDR' : '--consul-address',
    variable('CONSUL_HTTP_SSL') === 'true',
  );
  if ('problem' in address) {
    if (consulAddress === undefined) return { consul: address };
    throw new Fault('usage', address.problem);
  }
  const files = {
    tokenFile: consulTokenFile ?? variable('CONSUL_HTTP_TOKEN_FILE'),
    caFile: consulCaFile ?? variable('CONSUL_CACERT'),
    certFile: variable('CONSUL_CLIENT_CERT'),
    keyFile: variable('CONSUL_CLIENT_KEY'),
  };
  const words = {
    token: variable('CONSUL_HTTP_TOKEN'),
    serverName: variable('CONSUL_TLS_SERVER_NAME'),
    namespace: variable('CONSUL_NAMESPACE'),
    partition: variable('CONSUL_PARTITION'),
  };
  const given = (entries: Readonly<Record<string, string | undefined>>) =>
    Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const absolute = given(files).map(([name, file]) => [name, resolve(file)] as const);
  return { consul: { url: address.url, ...Object.fromEntries([...absolute, ...given(words)]) } };

  /** An empty variable counts as unset. */
  function variable(name: string): string | undefined {
    return env[name] || undefined;
  }
}

function readAddress(written: string, by: string, isTls: boolean): Pick<ConsulAgent, 'url'> | UnknownAgent {
  const url = written.includes('://') ? written : `${isTls ? 'https' : 'http'}://${written}`;
  const wrong = (why: string): UnknownAgent => ({
    problem: `${by}: ${JSON.stringify(withoutPassword(written))} ${why}; write 127.0.0.1:8500, https://consul.example.com:8501 or unix:///run/consul.sock`,
  });
  if (!URL.canParse(url)) return wrong('is not an address of an agent');
  const { protocol, username, password, pathname, search, hash, hostname } = new URL(url);
  if (username !== '' || password !== '') return wrong('holds a name or a password: agents know tokens');
  if (protocol === 'unix:') {
    if (hostname !== '' || pathname.length < 2) return wrong('is not an absolute path of a socket');
    return { url };
  }
  if (protocol !== 'http:' && protocol !== 'https:') return wrong('is not an address of an agent');
  if (pathname !== '/' || search !== '' || hash !== '') return wrong('has more than a host and a port');
  return { url };
}

function withoutPassword(written: string): string {
  return written.replace(/\/\/[^/@]*@/, '//…@');
}
