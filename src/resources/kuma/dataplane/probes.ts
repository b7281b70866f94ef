import { Type } from 'typebox';
import type { Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { portNumber } from '../fields.ts';

const path = Type.String({
  minLength: 1,
  maxLength: 1024,
  pattern: '^/',
  '~wants': 'a path that begins with "/"',
});

/** probes is the port at which callers outside the mesh probe the health of a sidecar's applications. */
export const probes = Type.Object({
  port: portNumber,
  endpoints: Type.Array(Type.Object({ inboundPort: portNumber, inboundPath: path, path }), {
    maxItems: 64,
    default: [],
  }),
});

interface WrittenInbound {
  readonly port: number;
  readonly servicePort?: number;
}

/** isProbed tells whether a probe is for an inbound: by the inbound's port, or by its application's. */
export function isProbed({ port, servicePort }: WrittenInbound, inboundPort: number): boolean {
  return port === inboundPort || servicePort === inboundPort;
}

/** checkProbes requires that probes are for inbounds, and that no inbound has the port for probes. */
export function checkProbes(
  {
    networking: { inbound },
    probes: written,
  }: {
    readonly networking: { readonly inbound: readonly WrittenInbound[] };
    readonly probes?: Read<typeof probes>;
  },
  report: Report,
): void {
  if (written === undefined) return;
  if (inbound.some(({ port }) => port === written.port))
    report(`must be no port of an inbound, but ${written.port} is one`, 'probes', 'port');
  written.endpoints.forEach(({ inboundPort }, i) => {
    if (!inbound.some(one => isProbed(one, inboundPort)))
      report.warning(
        `is not a port of an inbound or of its application, of which there are ${inbound.map(({ port }) => port).join(', ') || 'none'}: it is answered with 404`,
        'probes',
        'endpoints',
        i,
        'inboundPort',
      );
  });
}
