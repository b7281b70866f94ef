import type { AddressRange } from '#model';

/** maskedAddress is a range as Envoy writes it: nothing beyond its bits, `10.0.0.0/8`, `fd00::/8`. */
export function maskedAddress({ address, bits }: AddressRange): string {
  const isV6 = address.includes(':');
  const [size, radix] = isV6 ? [16, 16] : [8, 10];
  const groups = isV6 ? groupsOfV6(address) : address.split('.');
  const masked = groups.map((group, i) => {
    const dropped = Math.min(size, Math.max(0, (i + 1) * size - bits));
    const value = Number.parseInt(group, radix);
    return ((value >> dropped) << dropped).toString(radix);
  });
  const text = isV6 ? shortened(masked.join(':')) : masked.join('.');
  return `${text}/${bits}`;
}

/** URLs have IPv6 addresses in their shortest form, and only in hexadecimal. */
function shortened(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function groupsOfV6(address: string): string[] {
  const [before = '', after] = shortened(address).split('::');
  const split = (part: string) => (part === '' ? [] : part.split(':'));
  if (after === undefined) return split(before);
  const [head, tail] = [split(before), split(after)];
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => '0'), ...tail];
}
