import { normalizeHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import type { IssuerAnswer, IssuerWant } from '#model';
import type { RefuseAddress } from '../discovery.ts';
import type { Names } from '../dns/index.ts';
import type { Lookup } from '../repeated-lookups.ts';
import { getDocument } from './get-document.ts';

/** AskingIssuers is how issuers are asked: where their names lead, which of that is not to be asked, and how long. */
export interface AskingIssuers {
  readonly names: Names;
  readonly refusal: RefuseAddress;
  readonly signal: AbortSignal;
}

/** Below an issuer, what it publishes of itself (OpenID Connect Discovery 1.0, section 4). */
const wellKnown = '/.well-known/openid-configuration';
/** s for which it holds: RepeatedLookups asks again after five minutes at the latest. */
const life = 300;

/** lookUpIssuer reads what an issuer publishes of itself. It never rejects. */
export async function lookUpIssuer(issuer: string, asking: AskingIssuers): Promise<Lookup<IssuerWant>> {
  try {
    const document = await getDocument(
      new URL(issuer + wellKnown),
      await addressOf(issuer, asking),
      asking.signal,
    );
    return { kind: 'found', answer: readMetadata(document, issuer), ttl: life, complete: true };
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    const why = name === 'AbortError' || name === 'TimeoutError' ? 'no answer' : (code ?? message);
    return { kind: 'failed', error: `${issuer}${wellKnown}: ${why}` };
  }
}

/** The first address that may be asked, so that nobody can lead a name elsewhere between the look and the call. */
async function addressOf(issuer: string, { names, refusal }: AskingIssuers): Promise<string> {
  const { hostname, port: written, protocol } = new URL(issuer);
  const port = written === '' ? (protocol === 'https:' ? 443 : 80) : Number(written);
  const host = normalizeHostname(hostname.replace(/^\[(.*)\]$/, '$1'));
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

function readMetadata(document: unknown, issuer: string): IssuerAnswer {
  const said = typeof document === 'object' && document !== null ? document : {};
  const text = (field: string): string | undefined => {
    const value: unknown = Reflect.get(said, field);
    return typeof value === 'string' ? value : undefined;
  };
  const self = text('issuer') ?? '';
  // Section 4.3: whoever publishes for another is not to be believed.
  if (self.replace(/\/$/, '') !== issuer) {
    throw new Error(`it is published for ${JSON.stringify(self)}: name that issuer, or write the endpoints`);
  }
  const endpoint = (field: string): string => {
    const address = text(field) ?? '';
    const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
    if (!isWeb || address.length > longestAddress) throw new Error(`${field} is no web address`);
    return address;
  };
  const ending = 'end_session_endpoint';
  return {
    kind: 'issuer',
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    ...(text(ending) === undefined ? {} : { endSessionEndpoint: endpoint(ending) }),
  };
}

const longestAddress = 2048;
