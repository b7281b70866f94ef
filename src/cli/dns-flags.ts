import { type Command, Option } from 'commander';
import { parseDnsServer } from '#lib/dns-server.ts';
import { Fault } from '#lib/fault.ts';
import type { AddressPolicy } from '#translate';
import { repeated } from './repeated.ts';

/** DnsFlags are `--dns-server` and `--trust-names` as given. */
export interface DnsFlags {
  readonly dnsServer?: readonly string[];
  readonly trustNames?: boolean;
}

/**
 * addDnsFlags gives a command the flags that say which DNS servers to ask, and whether to trust the addresses that names
 * lead to.
 */
export function addDnsFlags(command: Command): Command {
  return command
    .optionsGroup('DNS:')
    .addOption(
      new Option(
        '--dns-server <address>',
        'DNS server that resolves the names of backends: ADDRESS or ADDRESS:PORT; may be repeated (default: those of this machine)',
      ).argParser(repeated),
    )
    .option(
      '--trust-names',
      'let proxies resolve names themselves, even to guarded addresses (default: only if --allow-addresses has loopback)',
    );
}

/** readDnsServers are the servers given; empty where there are none. */
export function readDnsServers({ dnsServer }: DnsFlags): { readonly dnsServers?: readonly string[] } {
  const wrong = dnsServer?.find(text => parseDnsServer(text) === undefined);
  if (wrong !== undefined) {
    const why = `--dns-server: ${JSON.stringify(wrong)} is not an address of a server; write 9.9.9.9 or 127.0.0.1:5353`;
    throw new Fault('usage', why);
  }
  return dnsServer === undefined ? {} : { dnsServers: dnsServer };
}

/**
 * checkingNames adds to a policy that, where loopback may not be named, no name may lead there either, unless the operator
 * trusts names.
 */
export function checkingNames(policy: AddressPolicy, { trustNames = false }: DnsFlags): AddressPolicy {
  return { ...policy, checksNames: !trustNames && !policy.allowed.has('loopback') };
}
