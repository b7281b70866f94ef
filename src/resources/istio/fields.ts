import { Type } from 'typebox';
import { labelPattern } from '../names.ts';
import { converted } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';

/** exportTo are the namespaces that see it: by name, `.` its own, `*` all; left out: all. */
export const exportTo = Type.Array(
  Type.String({
    minLength: 1,
    maxLength: 63,
    pattern: `^([.*~]|${labelPattern})$`,
    '~wants': 'the name of a namespace, ".", "*" or "~"',
  }),
  { maxItems: 64, default: [] },
);

/** IstioProtocol is what is spoken at a port. */
export type IstioProtocol = (typeof protocols)[number];

const protocols = ['HTTP', 'HTTPS', 'GRPC', 'GRPC-WEB', 'HTTP2', 'MONGO', 'TCP', 'TLS'] as const;

/** protocol is the name of one, in any case; left out: TCP. */
export const protocol = converted(
  Type.String({ maxLength: 64, default: 'TCP', '~wants': `one of ${protocols.join(', ')}` }),
  (written, report): IstioProtocol | undefined => {
    const found = protocols.find(known => known === written.toUpperCase());
    if (found === undefined) report(`must be one of ${protocols.join(', ')}, but is ${quote(written)}`);
    return found;
  },
);
