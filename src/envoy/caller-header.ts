import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderMatcherSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import type { CallerCondition, CallerPattern } from '#model';

/** callerHeader asks who calls: the listener itself says there whose certificate it believed, and leaves nothing that anybody else said. */
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

/** A prefix ends at the end of an element of the path. */
function expression({ kind, identity }: CallerPattern): string {
  if (kind === 'exact') return literal(identity);
  return identity.endsWith('/') ? `${literal(identity)}[^;,]*` : `${literal(identity)}(?:/[^;,]*)?`;
}

function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_/:]/g, character => `\\${character}`);
}
