import { type Command, Option } from 'commander';
import { Fault } from '#lib/fault.ts';
import { isHostname } from '#lib/hostname.ts';
import { isIpAddress, withoutBrackets } from '#lib/ip-address.ts';
import type { AddressPolicy, GoogleMetadata } from '#translate';

/** GcpFlags say where Google's tokens come from, as given. */
export interface GcpFlags {
  readonly gcpMetadataAddress?: string;
}

/** The variable that Google's own libraries read. */
const variable = 'GCE_METADATA_HOST';

/** addGcpFlags gives a command the flag that names the server where proxies get Google's tokens. */
export function addGcpFlags(command: Command): Command {
  return command.addOption(
    new Option(
      '--gcp-metadata-address <address>',
      `metadata server where proxies get Google Cloud tokens: HOST or HOST:PORT (default: $${variable}, else 169.254.169.254)`,
    ),
  );
}

/** readGcp reads it. A mistake in the variable, which may be set for other programs, affects only those that need tokens. */
export function readGcp(
  { gcpMetadataAddress: given }: GcpFlags,
  env: NodeJS.ProcessEnv = process.env,
): Pick<AddressPolicy, 'googleMetadata'> {
  const written = given ?? env[variable];
  if (written === undefined || (written === '' && given === undefined)) return {};
  const address = readAddress(written);
  if (address !== undefined) return { googleMetadata: address };
  const by = given === undefined ? variable : '--gcp-metadata-address';
  const problem = `${by}: ${JSON.stringify(written)} is not an address of a metadata server; write metadata.google.internal, 169.254.169.254 or 127.0.0.1:8080`;
  if (given !== undefined) throw new Fault('usage', problem);
  return { googleMetadata: { problem } };
}

function readAddress(written: string): GoogleMetadata | undefined {
  if (isIpAddress(written)) return { host: written, port: 80 };
  const [, name = '', digits = '80'] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(written) ?? [];
  const host = withoutBrackets(name).toLowerCase();
  const port = Number(digits);
  if (port < 1 || port > 65_535 || !(isIpAddress(host) || isHostname(host))) return undefined;
  return { host, port };
}
