import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import { readLifetime, readSigningKey, signToken, type Token, type TokenSigner } from '#tokens';
import { addRestFlags } from './api/open-api.ts';
import { openRestApi, type RestFlags } from './api/rest-api.ts';
import { readFlagFile } from './read-flag-file.ts';
import { print } from './stdout.ts';

/** SigningFlags say how long a token is valid, and who signs it: a control plane, or a key. */
export interface SigningFlags extends RestFlags {
  readonly validFor: string;
  readonly signingKeyFile?: string;
  readonly kid?: string;
}

/** addSigningFlags gives a command these flags. */
export function addSigningFlags(command: Command): Command {
  command
    .requiredOption('--valid-for <duration>', 'how long the token is valid: 720h, 1h30m')
    .option('--signing-key-file <file>', 'sign with this key (PEM) instead of asking a control plane')
    .option('--kid <number>', 'number of that key');
  return addRestFlags(command);
}

/** giveToken prints a token: one that the control plane issues at a path, or one signed with the key that a flag names. */
export async function giveToken(
  token: Token,
  path: string,
  order: Readonly<Record<string, unknown>>,
  flags: SigningFlags,
): Promise<void> {
  const lifetime = readLifetime(flags.validFor);
  if (lifetime === undefined)
    throw new Fault(
      'usage',
      `--valid-for ${flags.validFor}: must be more than nothing and ten years at most, like 720h`,
    );
  const signer = readSigner(flags);
  if (signer !== undefined) {
    print(`${await signToken(token, signer, { now: Date.now(), lifetime })}\n`);
    return;
  }
  const api = await openRestApi(flags);
  print(`${await api.issue(path, { ...order, validFor: flags.validFor })}\n`);
}

function readSigner({ signingKeyFile, kid }: SigningFlags): TokenSigner | undefined {
  if (signingKeyFile === undefined) {
    if (kid !== undefined) throw new Fault('usage', '--kid needs --signing-key-file');
    return undefined;
  }
  if (kid === undefined || !/^\d{1,9}$/.test(kid))
    throw new Fault(
      'usage',
      '--signing-key-file needs --kid: the number that control planes know the key by',
    );
  const key = readSigningKey(readFlagFile('--signing-key-file', signingKeyFile));
  if ('problem' in key) throw new Fault('input', `--signing-key-file ${signingKeyFile}: ${key.problem}`);
  const { algorithm, privateKey } = key;
  if (privateKey === undefined)
    throw new Fault('input', `--signing-key-file ${signingKeyFile}: is a public key, which signs nothing`);
  return { serial: Number(kid), algorithm, privateKey };
}
