import type { MessageInitShape } from '@bufbuild/protobuf';
import type { HeaderMatcherSchema } from '#gen/envoy/config/route/v3/route_components_pb.js';
import { compareTexts } from '#lib/compare-texts.ts';
import type { CallerCondition, CallerPattern } from '#model';

/**
 * callerHeader matches callers for which all conditions hold, by a header in which only the listener itself writes whose
 * certificate it has verified. It is one matcher, so that it can be inverted as a whole.
 */
export function callerHeader(
  conditions: readonly CallerCondition[],
): MessageInitShape<typeof HeaderMatcherSchema> {
  return {
    name: 'x-forwarded-client-cert',
    headerMatchSpecifier: {
      case: 'stringMatch',
      value: { matchPattern: { case: 'safeRegex', value: { regex: regexOf(conditions) } } },
    },
  };
}

/** A certificate states identities in the order of their texts, and the header lists them in that order. */
function regexOf(conditions: readonly CallerCondition[]): string {
  const inOrder = [...conditions].sort((a, b) => compareTexts(firstOf(a), firstOf(b)));
  const uris = inOrder.map(({ oneOf }) => `URI=(?:${oneOf.map(expression).join('|')})`);
  return `(?:.*[;,])?${uris.join('[;,](?:.*[;,])?')}(?:[;,].*)?`;
}

/** Tags come after the SPIFFE ID, whatever their names. */
function firstOf({ oneOf: [first] }: CallerCondition): string {
  if (first === undefined) return '';
  return first.identity.startsWith('spiffe:') ? '' : first.identity;
}

/** A prefix matches whole segments of the path only. */
function expression({ kind, identity }: CallerPattern): string {
  if (kind === 'exact') return literal(identity);
  return identity.endsWith('/') ? `${literal(identity)}[^;,]*` : `${literal(identity)}(?:/[^;,]*)?`;
}

function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_/:]/g, character => `\\${character}`);
}
