import { Type } from 'typebox';
import { isIpAddress, isNetwork } from '#lib/ip-address.ts';
import type { ResourceOf } from '../../kind.ts';
import { type Report, ruled } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { portNumber } from '../fields.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { topLevel } from './items.ts';

const matched = Type.Object({
  type: Type.Enum(['Domain', 'IP', 'CIDR']),
  value: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Optional(portNumber),
  protocol: Type.Enum(['tcp', 'tls', 'grpc', 'http', 'http2', 'mysql'], { default: 'tcp' }),
});
/**
 * PassedThrough is traffic that is passed to where it was sent, although no service of the mesh is there; without a port, on any.
 */
export type PassedThrough = Read<typeof matched>;

const domain = /^(?:\*\.)?(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/i;

function checkMatch({ type, value, port, protocol }: PassedThrough, report: Report): void {
  if (protocol === 'mysql' && port === undefined) report('port must be defined for Mysql protocol', 'port');
  switch (type) {
    case 'CIDR':
      if (!isNetwork(value)) report('provided CIDR has incorrect value', 'value');
      return;
    case 'IP':
      if (!isIpAddress(value)) report('provided IP has incorrect value', 'value');
      return;
    case 'Domain':
      if (protocol === 'tcp' || protocol === 'mysql')
        report(`protocol ${protocol} is not supported for a domain`, 'protocol');
      if (/^\*[^.]/.test(value))
        report('provided DNS has incorrect value, partial wildcard is currently not supported', 'value');
      else if (!domain.test(value) && value !== '*') report('provided DNS has incorrect value', 'value');
      if (value.startsWith('*') && port === undefined && protocol !== 'tls')
        report("wildcard domains doesn't work for all ports and layer 7 protocol", 'port');
  }
}

function checkTogether(matches: readonly PassedThrough[], report: Report): void {
  const seen = new Set<string>();
  matches.forEach(({ value, port, protocol }, i) => {
    const key = [value, port ?? 'any', protocol].join(' ');
    if (seen.has(key)) report(`value ${value} is already defined for this port and protocol`, i, 'value');
    seen.add(key);
  });
}

const passthrough = Type.Object({
  passthroughMode: Type.Optional(Type.Enum(['All', 'Matched', 'None'])),
  appendMatch: Type.Optional(ruled(Type.Array(ruled(matched, checkMatch), { maxItems: 256 }), checkTogether)),
});
export type WrittenPassthrough = Read<typeof passthrough>;

const spec = Type.Object({ targetRef: topLevel('Mesh', 'MeshSubset', 'Dataplane'), default: passthrough });

export const meshPassthrough = defineMeshPolicy({ kind: 'MeshPassthrough', shortName: 'mp' }, spec);
export type MeshPassthrough = ResourceOf<typeof meshPassthrough>;
