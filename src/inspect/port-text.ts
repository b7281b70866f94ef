import { displayRef, parseResourceKey } from '#lib/resource-ref.ts';
import type { CalledPort } from '#model';

/** portText is a port of a service for people: `meshservice/default/cart:80 (http)`. */
export function portText({ origin, port, portName }: CalledPort): string {
  const service = displayRef(parseResourceKey(origin));
  return `${service}:${port}${portName === undefined ? '' : ` (${portName})`}`;
}
