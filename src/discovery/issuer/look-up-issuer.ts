import { wholeText } from '#lib/bounded.ts';
import type { IssuerAnswer, IssuerWant } from '#model';
import type { Lookup } from '../repeated-lookups.ts';
import { type Asking, askedAddress, whyNot } from '../web/asked-address.ts';
import { getBytes } from '../web/get-bytes.ts';

/** The path below an issuer's URL of what it publishes about itself (OpenID Connect Discovery 1.0, section 4). */
const wellKnown = '/.well-known/openid-configuration';
/** Seconds for which an answer is valid: RepeatedLookups asks again after five minutes at the latest. */
const life = 300;

/** lookUpIssuer reads what an issuer publishes of itself. It never rejects. */
export async function lookUpIssuer({ url: issuer }: IssuerWant, asking: Asking): Promise<Lookup<IssuerWant>> {
  try {
    const document = await documentAt(new URL(issuer + wellKnown), asking);
    return { kind: 'found', answer: readMetadata(document, issuer), ttl: life, complete: true };
  } catch (error) {
    return { kind: 'failed', error: `${issuer}${wellKnown}: ${whyNot(error)}` };
  }
}

/** Bytes; issuers publish some thousand. */
const largest = 262_144;

async function documentAt(url: URL, asking: Asking): Promise<unknown> {
  const options = { accept: 'application/json', largest, signal: asking.signal };
  const text = await wholeText(await getBytes(url, await askedAddress(url, asking), options));
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
}

function readMetadata(document: unknown, issuer: string): IssuerAnswer {
  const said = typeof document === 'object' && document !== null ? document : {};
  const text = (field: string): string | undefined => {
    const value: unknown = Reflect.get(said, field);
    return typeof value === 'string' ? value : undefined;
  };
  const self = text('issuer') ?? '';
  // Section 4.3: a document that names another issuer is not to be trusted.
  if (self.replace(/\/$/, '') !== issuer) {
    throw new Error(`it is published for ${JSON.stringify(self)}: name that issuer, or write the endpoints`);
  }
  const endpoint = (field: string): string => {
    const address = text(field) ?? '';
    const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
    if (!isWeb || address.length > longestAddress) throw new Error(`${field} is not a web address`);
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
