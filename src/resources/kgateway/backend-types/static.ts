import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { type HostName, hostNameOrIpAddress, type IpAddress } from '../../envoy-gateway/backend-address.ts';
import type { BackendEndpoint } from '../../envoy-gateway/backend-endpoint.ts';
import { hostText, portNumber } from '../../gateway-api/fields.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import { quote } from '../../schema/describe.ts';

/** StaticHosts are hosts given by address or by name. */
export interface StaticHosts {
  readonly kind: 'static';
  readonly hosts: readonly BackendEndpoint[];
  readonly protocol?: WrittenProtocol;
  readonly useTls?: boolean;
}

/** WrittenProtocol is the protocol of all hosts, and the path where it is written. */
export interface WrittenProtocol {
  readonly isHttp2: boolean;
  readonly at: string;
}

const host = converted(
  Type.Object({
    host: Type.Optional(hostNameOrIpAddress),
    addr: Type.Optional(hostNameOrIpAddress),
    port: portNumber,
    sniAddr: Type.Optional(hostText),
    loadBalancingWeight: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  }),
  readHost,
);

/** kgateway's names, in any case: those of Kubernetes (KEP-3726) with and without their prefix. */
const spoken: ReadonlyMap<string, boolean> = new Map([
  ['http2', true],
  ['grpc', true],
  ['grpc-web', true],
  ['kubernetes.io/h2c', true],
  ['h2c', true],
  ['kubernetes.io/ws', false],
  ['ws', false],
]);

const appProtocol = converted(
  Type.String({ minLength: 1, maxLength: 64, '~wants': `one of ${[...spoken.keys()].join(', ')}` }),
  (written, report, path): WrittenProtocol | undefined => {
    const isHttp2 = spoken.get(written.toLowerCase());
    if (isHttp2 !== undefined) return { isHttp2, at: sharedText(path()) };
    report(`must be one of ${[...spoken.keys()].join(', ')}, but is ${quote(written)}`);
    return undefined;
  },
);

/** staticHosts is `static`, in kgateway's form (`host`) and gloo's (`addr`). */
export const staticHosts = converted(
  Type.Object({
    hosts: Type.Array(host, { minItems: 1, maxItems: 256 }),
    appProtocol: Type.Optional(appProtocol),
    useTls: Type.Optional(Type.Boolean()),
  }),
  ({ hosts, appProtocol: protocol, useTls }): StaticHosts => ({
    kind: 'static',
    hosts,
    ...(protocol === undefined ? {} : { protocol }),
    ...(useTls === undefined ? {} : { useTls }),
  }),
);

interface WrittenHost {
  readonly host?: IpAddress | HostName;
  readonly addr?: IpAddress | HostName;
  readonly port: number;
  readonly sniAddr?: string;
  readonly loadBalancingWeight?: number;
}

function readHost(written: WrittenHost, report: Report): BackendEndpoint | undefined {
  const { host, addr, port, sniAddr, loadBalancingWeight: weight } = written;
  if (host !== undefined && addr !== undefined) report('must be left out, as host is given too', 'addr');
  const address = host ?? addr;
  if (address === undefined) {
    report('is required', 'host');
    return undefined;
  }
  const extra = {
    ...(sniAddr === undefined ? {} : { serverName: sniAddr }),
    ...(weight === undefined ? {} : { weight }),
  };
  if (address.kind === 'ip') return { kind: 'ip', address: address.address, port, at: address.at, ...extra };
  return { kind: 'fqdn', hostname: address.hostname, port, at: address.at, ...extra };
}
