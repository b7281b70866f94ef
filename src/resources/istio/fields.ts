import { Type } from 'typebox';
import { labelPattern } from '../names.ts';
import { converted } from '../schema/annotate.ts';
import { quote } from '../schema/describe.ts';

/** exportTo lists the namespaces in which an object is visible: names, `.` for its own, `*` for all; empty: all. */
export const exportTo = Type.Array(
  Type.String({
    minLength: 1,
    maxLength: 63,
    pattern: `^([.*~]|${labelPattern})$`,
    '~wants': 'the name of a namespace, ".", "*" or "~"',
  }),
  { maxItems: 64, default: [] },
);

/** IstioProtocol is the protocol of a port. */
export type IstioProtocol = (typeof protocols)[number];

const protocols = ['HTTP', 'HTTPS', 'GRPC', 'GRPC-WEB', 'HTTP2', 'MONGO', 'TCP', 'TLS'] as const;

/** protocol is the schema of such a protocol, in any case; the default is TCP. */
export const protocol = converted(
  Type.String({ maxLength: 64, default: 'TCP', '~wants': `one of ${protocols.join(', ')}` }),
  (written, report): IstioProtocol | undefined => {
    const found = protocols.find(known => known === written.toUpperCase());
    if (found === undefined) report(`must be one of ${protocols.join(', ')}, but is ${quote(written)}`);
    return found;
  },
);
