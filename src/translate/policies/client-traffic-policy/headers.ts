import type { ClientHeaders, HeaderChanges } from '#model';
import type { ClientSettings, WrittenHeaderChanges } from '#resources';
import { headerEdit, headerProblem } from '../../header-edit.ts';
import { patternProblems, textPattern } from '../../written-match.ts';
import { certificateModes } from '../certificate-modes.ts';
import { given, unlessEmpty } from '../given.ts';

type Written = NonNullable<ClientSettings['headers']>;

const underscores = { Allow: 'allow', RejectRequest: 'reject', DropHeader: 'drop' } as const;
const requestIds = {
  PreserveOrGenerate: 'preserve-or-generate',
  Preserve: 'preserve',
  Generate: 'generate',
  Disable: 'disable',
} as const;
const details = { Subject: 'subject', Cert: 'cert', Chain: 'chain', DNS: 'dns', URI: 'uri' } as const;

/** headersOf reads which headers are kept, made, changed or refused. */
export function headersOf(written: Written): ClientHeaders | undefined {
  const { enableEnvoyHeaders, withUnderscoresAction, requestID, preserveXRequestID, maxRequestHeaderLimit } =
    written;
  const kept = requestID ?? (preserveXRequestID ? 'PreserveOrGenerate' : undefined);
  const { xForwardedClientCert: certificate, earlyRequestHeaders, lateResponseHeaders } = written;
  return unlessEmpty(
    given({
      envoyHeaders: enableEnvoyHeaders,
      underscores: withUnderscoresAction && underscores[withUnderscoresAction],
      requestId: kept && requestIds[kept],
      forwardedClientCertificate: certificate && {
        mode: certificateModes[certificate.mode],
        adds: certificate.certDetailsToAdd.map(detail => details[detail]),
      },
      stripsHostDot: written.host?.stripTrailingHostDot,
      early: earlyRequestHeaders && changesOf(earlyRequestHeaders),
      late: lateResponseHeaders && changesOf(lateResponseHeaders),
      tellsRateLimits: written.disableRateLimitHeaders ? false : undefined,
      maxBytes: maxRequestHeaderLimit,
    }),
  );
}

function changesOf({ set, add, addIfAbsent, remove, removeOnMatch }: WrittenHeaderChanges): HeaderChanges {
  return {
    ...headerEdit({ set, add, remove }),
    addIfAbsent: headerEdit({ set: [], add: addIfAbsent, remove: [] }).add,
    removeMatching: removeOnMatch.map(textPattern),
  };
}

/** headerMistakes are what Envoy would refuse, and with it the whole listener. */
export function headerMistakes(written: ClientSettings['headers']) {
  return (['earlyRequestHeaders', 'lateResponseHeaders'] as const).flatMap(name => {
    const changes = written?.[name];
    if (changes === undefined) return [];
    const path = `spec.headers.${name}`;
    const { set, add, addIfAbsent, remove } = changesOf(changes);
    const message = headerProblem({ set, add: [...add, ...addIfAbsent], remove });
    return [
      ...(message === undefined ? [] : [{ message, path }]),
      ...patternProblems(changes.removeOnMatch, `${path}.removeOnMatch`),
    ];
  });
}
