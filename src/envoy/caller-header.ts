import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderMatcherSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { CallerCondition, CallerPattern } from '#model';

/** callerHeader matches the caller by a header in which only the listener itself writes whose certificate it has verified. */
export function callerHeader({
  oneOf,
  isInverted,
}: CallerCondition): MessageInitShape<typeof HeaderMatcherSchema> {
  return {
    name: 'x-forwarded-client-cert',
    headerMatchSpecifier: {
      case: 'stringMatch',
      value: {
        matchPattern: {
          case: 'safeRegex',
          value: { regex: `(?:.*[;,])?URI=(?:${oneOf.map(expression).join('|')})(?:[;,].*)?` },
        },
      },
    },
    invertMatch: isInverted,
    treatMissingHeaderAsEmpty: isInverted,
  };
}

/** A prefix matches whole segments of the path only. */
function expression({ kind, identity }: CallerPattern): string {
  if (kind === 'exact') return literal(identity);
  return identity.endsWith('/') ? `${literal(identity)}[^;,]*` : `${literal(identity)}(?:/[^;,]*)?`;
}

function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_/:]/g, character => `\\${character}`);
}
