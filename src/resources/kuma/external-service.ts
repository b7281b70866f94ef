import { Type } from 'typebox';
import { isHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { sharedText } from '#lib/kept-text.ts';
import { defineKind } from '../define-kind.ts';
import type { HostName, IpAddress } from '../envoy-gateway/backend-address.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, defaulted, type Report, ruled } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';
import type { Read } from '../schema/readonly.ts';
import { dataSourceOrFile } from './data-source.ts';
import { kumaGroup, kumaVersions, meshName, tags } from './fields.ts';
import { checkProtocolTag, protocolOf, protocolTag } from './protocol.ts';

const address = converted(
  Type.String({
    minLength: 3,
    maxLength: 261,
    '~wants': 'a host name or an IP address, and a port: api.example.com:443 or [fd00::1]:443',
  }),
  readAddress,
);

const tls = ruled(
  Type.Object({
    enabled: Type.Boolean({ default: false }),
    caCert: Type.Optional(dataSourceOrFile),
    clientCert: Type.Optional(dataSourceOrFile),
    clientKey: Type.Optional(dataSourceOrFile),
    allowRenegotiation: Type.Boolean({ default: false }),
    skipHostnameVerification: Type.Boolean({ default: false }),
    serverName: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
  }),
  ({ clientCert, clientKey }, report) => {
    if ((clientCert === undefined) !== (clientKey === undefined))
      report('is required beside the other', clientCert === undefined ? 'clientCert' : 'clientKey');
  },
);

const spec = Type.Object({
  tags: ruled(defaulted(tags, undefined), checkService),
  networking: Type.Object({ address, tls: Type.Optional(tls) }),
});

/** ExternalServiceSpec is a service outside the mesh that has tags, as workloads have: the older way to name one. */
export interface ExternalServiceSpec extends Read<typeof spec> {
  /** Present on Kubernetes (see `placeInMesh`). */
  readonly mesh?: string;
  readonly protocol: NonNullable<ReturnType<typeof protocolOf>>;
}

function checkService(tags: Readonly<Record<string, string>>, report: Report): void {
  if (tags['kuma.io/service'] === undefined) report('is required', 'kuma.io/service');
  checkProtocolTag(tags, report);
}

const hostAndPort = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]{1,5})$/;

function readAddress(
  written: string,
  report: Report,
  path: () => string,
): ((HostName | IpAddress) & { readonly port: number }) | undefined {
  const [, inBrackets, plain = inBrackets, digits] = hostAndPort.exec(written) ?? [];
  const port = Number(digits);
  const host = plain?.toLowerCase() ?? '';
  const at = sharedText(path());
  if (port >= 1 && port <= 65535) {
    if (isIpAddress(host)) return { kind: 'ip', address: host, at, port };
    if (inBrackets === undefined && isHostname(host)) return { kind: 'fqdn', hostname: host, at, port };
  }
  report(
    `must be a host name or an IP address, and a port, such as api.example.com:443, but is ${quote(written)}`,
  );
  return undefined;
}

const hub = (body: Read<typeof spec>): ExternalServiceSpec => ({
  ...body,
  protocol: protocolOf(body.tags[protocolTag] ?? 'tcp') ?? 'tcp',
});

export const externalService = defineKind({
  id: 'kuma/ExternalService',
  group: kumaGroup,
  kind: 'ExternalService',
  plural: 'externalservices',
  shortNames: [],
  versions: kumaVersions,
  scope: 'Cluster',
  body: Type.Object({ mesh: defaulted(meshName, 'default'), spec }),
  hub: ({ mesh, spec }): ExternalServiceSpec => ({ mesh, ...hub(spec) }),
  universal: { scope: 'Mesh', plural: 'external-services', body: spec, hub },
});
export type ExternalService = ResourceOf<typeof externalService>;
