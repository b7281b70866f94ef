/** parseCidr words a network (`10.0.0.0/8`) for Envoy. */
export function parseCidr(network: string): { readonly addressPrefix: string; readonly prefixLen: number } {
  const [addressPrefix = '', length] = network.split('/');
  const whole = addressPrefix.includes(':') ? 128 : 32;
  return { addressPrefix, prefixLen: length === undefined ? whole : Number(length) };
}
