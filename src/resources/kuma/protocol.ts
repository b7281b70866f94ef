import { Type } from 'typebox';
import { converted, type Report } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';

/** The protocols that Kuma distinguishes; TLS that is passed on counts as TCP. */
const protocols = ['http', 'http2', 'grpc', 'tcp', 'kafka', 'mysql'] as const;

/** WrittenProtocol is the protocol of a port. */
export type WrittenProtocol = (typeof protocols)[number];

/** The names of Kubernetes (KEP-3726). */
const others: Readonly<Record<string, WrittenProtocol>> = {
  'kubernetes.io/h2c': 'http2',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'tcp',
  https: 'tcp',
  tls: 'tcp',
};

/** protocolOf reads the name of a protocol, in any case; undefined where it is unknown. */
export function protocolOf(text: string): WrittenProtocol | undefined {
  const name = text.toLowerCase();
  return protocols.find(protocol => protocol === name) ?? others[name];
}

/** protocolTag is the tag that names the protocol of a service. */
export const protocolTag = 'kuma.io/protocol';

/** checkProtocolTag requires that a protocol named in tags is known. */
export function checkProtocolTag(tags: Readonly<Record<string, string>>, report: Report): void {
  const written = tags[protocolTag];
  if (written !== undefined && protocolOf(written) === undefined)
    report(`must be one of ${protocols.join(', ')}, but is ${quote(written)}`, protocolTag);
}

const protocolText = Type.String({
  minLength: 1,
  maxLength: 317,
  '~wants': `one of ${protocols.join(', ')}`,
});

/** protocol reads an unknown protocol as tcp, with a warning. */
export const protocol = converted(protocolText, (written, report): WrittenProtocol => {
  const known = protocolOf(written);
  if (known === undefined)
    report.warning(
      `is not a protocol that is known here, so its connections are passed on as tcp: ${quote(written)}; known are ${protocols.join(', ')}`,
    );
  return known ?? 'tcp';
});

/** knownProtocol treats an unknown protocol as an error. */
export const knownProtocol = converted(protocolText, (written, report): WrittenProtocol | undefined => {
  const known = protocolOf(written);
  if (known === undefined) report(`must be one of ${protocols.join(', ')}, but is ${quote(written)}`);
  return known;
});
