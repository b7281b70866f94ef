import { Fault } from '#lib/fault.ts';
import { apiPath, type Cluster, isRefusal, readJson, type WrittenObject } from '#sources/kubernetes';

/** KeptPair is a certificate and its key, as a Secret of TLS holds them. PEM. */
export interface KeptPair {
  readonly certificate: string;
  /** Never printed. */
  readonly privateKey: string;
  /** Authorities that are trusted as well (`ca.crt`). */
  readonly believed?: string | undefined;
}

/** SecretName is the namespace and name of a Secret. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * keepPair returns the pair in a Secret. It makes one where there is no Secret, no pair in it, or one that is no longer good
 * (`make` gets that one). Where several replicas make one at once, all get the same. It throws a Fault (`environment`) where
 * the Secret may not be read or written.
 */
export async function keepPair(
  cluster: Cluster,
  secret: SecretName,
  make: (before: KeptPair | undefined) => Promise<KeptPair>,
  isGood: (pair: KeptPair) => boolean = () => true,
): Promise<KeptPair> {
  const shown = `the Secret ${secret.namespace}/${secret.name}`;
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      const before = await readSecret(cluster, secret);
      const kept = before && pairIn(before);
      if (kept !== undefined && isGood(kept)) return kept;
      const pair = await make(kept);
      if (await writePair(cluster, secret, before, pair)) return pair;
    }
  } catch (cause) {
    if (!isRefusal(cause, 403)) throw cause;
    throw new Fault('environment', `${shown} may not be read or written: ${cause.message}`, { cause });
  }
  throw new Fault('environment', `${shown} cannot be kept: somebody writes it all the time`);
}

/** Of two who write at once, the slower one finds the other's pair at its second attempt. */
const mostTries = 5;

async function readSecret(cluster: Cluster, secret: SecretName): Promise<WrittenObject | undefined> {
  try {
    const path = `${listOf(secret)}/${secret.name}`;
    return (await readJson(await cluster.send({ path }))) as WrittenObject;
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}

function pairIn({ data }: WrittenObject): KeptPair | undefined {
  const kept = (data ?? {}) as Readonly<Record<string, unknown>>;
  const { 'tls.crt': certificate, 'tls.key': privateKey, 'ca.crt': believed } = kept;
  if (typeof certificate !== 'string' || typeof privateKey !== 'string') return undefined;
  return {
    ...{ certificate: decode(certificate), privateKey: decode(privateKey) },
    ...(typeof believed === 'string' ? { believed: decode(believed) } : {}),
  };
}

/** False where another writer was faster. */
async function writePair(
  cluster: Cluster,
  secret: SecretName,
  before: WrittenObject | undefined,
  { certificate, privateKey, believed }: KeptPair,
): Promise<boolean> {
  const { namespace, name } = secret;
  const made = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name, namespace } };
  const written = {
    ...{ 'tls.crt': certificate, 'tls.key': privateKey },
    ...(believed === undefined ? {} : { 'ca.crt': believed }),
  };
  const object = { ...(before ?? made), stringData: written };
  try {
    const answer = await cluster.send({
      method: before === undefined ? 'POST' : 'PUT',
      path: before === undefined ? listOf(secret) : `${listOf(secret)}/${name}`,
      body: { type: 'application/json', text: JSON.stringify(object) },
    });
    answer.resume();
    return true;
  } catch (error) {
    if (isRefusal(error, 409)) return false;
    throw error;
  }
}

function listOf({ namespace }: SecretName): string {
  return `${apiPath('v1')}/namespaces/${namespace}/secrets`;
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
