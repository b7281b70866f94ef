import { type Command, Option } from 'commander';
import { parseDnsServer } from '#lib/dns-server.ts';
import { Fault } from '#lib/fault.ts';
import { repeated } from './repeated.ts';

/** DnsFlag is `--dns-server` as given. */
export interface DnsFlag {
  readonly dnsServer?: readonly string[];
}

/** addDnsFlag gives a command the flag that says whom to ask for names. */
export function addDnsFlag(command: Command): Command {
  return command.addOption(
    new Option(
      '--dns-server <address>',
      'a DNS server to ask for names: ADDRESS or ADDRESS:PORT; may be repeated (default: those of this machine)',
    ).argParser(repeated),
  );
}

/** readDnsFlag gives the servers, where any are given. */
export function readDnsFlag({ dnsServer }: DnsFlag): { readonly dnsServers?: readonly string[] } {
  const wrong = dnsServer?.find(text => parseDnsServer(text) === undefined);
  if (wrong !== undefined) {
    const why = `--dns-server: ${JSON.stringify(wrong)} is no address of a server; write 9.9.9.9 or 127.0.0.1:5353`;
    throw new Fault('usage', why);
  }
  return dnsServer === undefined ? {} : { dnsServers: dnsServer };
}
