import { createHash } from 'node:crypto';

const longest = 63;

/**
 * upstreamName is the name that gloo's discovery gives the Upstream of a Service's port: people write references to it by
 * hand.
 */
export function upstreamName(namespace: string, service: string, port: number): string {
  const plain = `${namespace}-${service}-${port}`.replace(/[^-a-zA-Z0-9]/g, '-').toLowerCase();
  if (plain.length <= longest) return plain;
  const hash = createHash('md5').update(plain).digest('hex');
  return `${plain.slice(0, 31)}-${hash}`.slice(0, longest);
}
