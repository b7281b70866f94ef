import { normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress, withoutBrackets } from '#lib/ip-address.ts';
import type { RefuseAddress } from '../discovery.ts';
import type { Names } from '../dns/index.ts';

/** Asking is how to ask a host on the web: how to resolve names, which addresses are refused, and for how long. */
export interface Asking {
  readonly names: Names;
  readonly refusal: RefuseAddress;
  readonly signal: AbortSignal;
}

/**
 * askedAddress is the first address of a URL's host that may be asked. The caller connects to that very address, so that
 * nobody can change the name's address between check and call. It rejects where there is none.
 */
export async function askedAddress(url: URL, { names, refusal }: Asking): Promise<string> {
  const { hostname, port: written, protocol } = url;
  const port = written === '' ? (protocol === 'https:' ? 443 : 80) : Number(written);
  const host = normalizeHostname(withoutBrackets(hostname));
  const found = isIpAddress(host) ? [host] : await addressesOf(host, names);
  const refused = found.map(address => refusal(address, port));
  const allowed = found.find((_, i) => refused[i] === undefined);
  if (allowed === undefined)
    throw new Error(refused.find(why => why !== undefined) ?? `${host} has no address`);
  return allowed;
}

async function addressesOf(host: string, names: Names): Promise<readonly string[]> {
  const lookup = names.atHand(host) ?? (await names.lookUp(host));
  if (lookup.kind === 'failed') throw new Error(lookup.error);
  return lookup.answer.addresses;
}

/** whyNot says in words why a call failed. */
export function whyNot(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  return name === 'AbortError' || name === 'TimeoutError' ? 'no answer' : (code ?? message);
}
