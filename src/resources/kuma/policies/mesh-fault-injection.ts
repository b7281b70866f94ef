import { Type } from 'typebox';
import type { ResourceOf } from '../../kind.ts';
import { converted, ruled } from '../../schema/annotate.ts';
import { quote } from '../../schema/describe.ts';
import type { Read } from '../../schema/readonly.ts';
import { positiveDuration } from '../duration.ts';
import { percentage } from './decimal.ts';
import { defineMeshPolicy } from './define-mesh-policy.ts';
import { inboundsAlone } from './inbound-policy.ts';
import { callersByIdentity, oneWayToSay, proxyTargets, rulesOf, targetedItems, topLevel } from './items.ts';

const factors: Readonly<Record<string, number>> = { kbps: 1, Mbps: 1000, Gbps: 1_000_000 };

/** Thousands of bits a second are converted to bytes a second. */
const bandwidth = converted(Type.String({ minLength: 1, maxLength: 32 }), (written, report) => {
  const [, digits, unit = ''] = /^([0-9]{1,10})\s?(kbps|Mbps|Gbps)$/.exec(written) ?? [];
  const kilobits = Number(digits) * (factors[unit] ?? 0);
  if (kilobits > 0) return kilobits * 125;
  report(`has to be in kbps/Mbps/Gbps units, such as 50Mbps, but is ${quote(written)}`);
  return undefined;
});

const fault = ruled(
  Type.Object({
    abort: Type.Optional(
      Type.Object({ httpStatus: Type.Integer({ minimum: 100, maximum: 599 }), percentage }),
    ),
    delay: Type.Optional(Type.Object({ value: positiveDuration, percentage })),
    responseBandwidth: Type.Optional(Type.Object({ limit: bandwidth, percentage })),
  }),
  (fault, report) => {
    if (Object.keys(fault).length === 0)
      report('must have at least one defined: abort, delay, responseBandwidth');
  },
);

const faults = Type.Object({ http: Type.Optional(Type.Array(fault, { maxItems: 64 })) });
/** WrittenFaults: times are in milliseconds, shares in percent, bandwidth in bytes a second. */
export type WrittenFaults = Read<typeof faults>;

const callers = ['Mesh', 'MeshSubset', 'MeshService', 'MeshServiceSubset'] as const;

const spec = ruled(
  Type.Object({
    targetRef: topLevel(...proxyTargets),
    to: targetedItems(faults, 'Mesh'),
    from: targetedItems(faults, ...callers),
    rules: rulesOf(faults),
  }),
  oneWayToSay,
  inboundsAlone,
  callersByIdentity(() => undefined),
);

export const meshFaultInjection = defineMeshPolicy({ kind: 'MeshFaultInjection', shortName: 'mfi' }, spec);
export type MeshFaultInjection = ResourceOf<typeof meshFaultInjection>;
