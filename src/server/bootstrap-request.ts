import { type Fields, isMap } from '#lib/fields.ts';
import { isHostname } from '#lib/hostname.ts';

/** BootstrapRequest is what a joining proxy sends, in the form of Kuma's `kuma-dp`. */
export interface BootstrapRequest {
  readonly mesh: string;
  readonly name: string;
  /** The Dataplane that it brings, YAML or JSON; absent where its Dataplane exists already. */
  readonly dataplane?: string;
  /** The token that it also presents on its xDS stream. */
  readonly token?: string;
  /** PEM; the authority by which it wants to verify the control plane. */
  readonly caCert?: string;
  /** Ports of inbounds that nobody is to be sent to, as nothing listens behind them. */
  readonly notReady: readonly number[];
  /** What it says about itself; this goes into its node's metadata. */
  readonly said: {
    readonly version: Fields;
    readonly workdir: string;
    readonly features: readonly string[];
    readonly dynamicMetadata: Readonly<Record<string, string>>;
    readonly dnsPort?: number;
  };
}

/** The longest text of the fields in `said`; the Dataplane and certificates are bounded where they are read. */
const longest = 4096;
const most = 64;
const mostPorts = 1024;

/** readBootstrapRequest reads the body; a returned string says, in a sentence, why it cannot be used. */
export function readBootstrapRequest(body: string): BootstrapRequest | string {
  const fields = parse(body);
  if (typeof fields === 'string') return fields;
  const { mesh, name, proxyType, dataplaneResource, dataplaneToken, caCert, dnsPort } = fields;
  const { version, workdir, features, dynamicMetadata } = fields;
  if (typeof mesh !== 'string' || !isHostname(mesh) || mesh.includes('.'))
    return 'mesh must be the name of a mesh: lower-case letters, digits and "-"';
  if (typeof name !== 'string' || !isHostname(name)) return 'name must be the name of a Dataplane';
  if (proxyType !== undefined && proxyType !== '' && proxyType !== 'dataplane')
    return `proxyType ${JSON.stringify(proxyType).slice(0, 100)} is not served: it must be "dataplane"`;
  for (const [key, value] of Object.entries({ dataplaneResource, dataplaneToken, caCert, workdir })) {
    if (value !== undefined && typeof value !== 'string') return `${key} must be a text`;
  }
  return {
    ...{ mesh, name },
    ...textOf('dataplane', dataplaneResource),
    ...textOf('token', dataplaneToken),
    ...textOf('caCert', caCert),
    notReady: Array.isArray(fields.notReady) ? fields.notReady.filter(isPort).slice(0, mostPorts) : [],
    said: {
      version: isMap(version) ? shallow(version) : {},
      workdir: typeof workdir === 'string' ? workdir.slice(0, longest) : '',
      features: Array.isArray(features) ? features.filter(isShort).slice(0, most) : [],
      dynamicMetadata: isMap(dynamicMetadata) ? textsOf(dynamicMetadata) : {},
      ...(typeof dnsPort === 'number' ? { dnsPort } : {}),
    },
  };
}

function parse(body: string): Fields | string {
  try {
    const value: unknown = JSON.parse(body);
    return isMap(value) ? value : 'the request must be an object of JSON';
  } catch {
    return 'the request must be JSON';
  }
}

function textOf(key: string, value: unknown): Record<string, string> {
  return typeof value === 'string' && value !== '' ? { [key]: value } : {};
}

function textsOf(map: Fields): Record<string, string> {
  const texts = Object.entries(map).filter((entry): entry is [string, string] => isShort(entry[1]));
  return Object.fromEntries(texts.filter(([key]) => isShort(key)).slice(0, most));
}

/** Versions of programs: texts, and maps of texts. */
function shallow(map: Fields): Fields {
  const inner = Object.entries(map).filter(([key]) => isShort(key));
  return Object.fromEntries(
    inner
      .slice(0, most)
      .map(([key, value]) => [key, isMap(value) ? textsOf(value) : isShort(value) ? value : '']),
  );
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
}
