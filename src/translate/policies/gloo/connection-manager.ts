import type { ListenerFacets } from '#model';
import { mergeFacets } from '#model';
import type { WrittenConnectionManager, WrittenHttpSettings } from '#resources';
import { headerProblem } from '../../header-edit.ts';
import { given, unlessEmpty } from '../given.ts';
import { httpFacetsOf } from '../kgateway/http-settings.ts';
import type { SectionProblem } from '../section-problem.ts';
import { headerOptions } from './header-options.ts';
import { protocolsOf } from './upgrade-options.ts';

type Written = WrittenConnectionManager;

/** managerFacetsOf reads how HTTP is spoken with clients: the settings that kgateway has too, and those that only gloo has. */
export function managerFacetsOf(written: Written): ListenerFacets {
  return mergeFacets(facetsOf(written), httpFacetsOf(alikeOf(written)));
}

/** managerMistakes are what Envoy would refuse, and with it the whole listener. */
export function managerMistakes(written: Written, at: string): SectionProblem[] {
  const early = earlyOf(written);
  const message = early && headerProblem(early);
  const path = `${at}.earlyHeaderManipulation`;
  return message === undefined ? [] : [{ reason: 'Invalid', message, path }];
}

const underscores = { ALLOW: 'allow', REJECT_CLIENT_REQUEST: 'reject', DROP_HEADER: 'drop' } as const;
const slashes = {
  IMPLEMENTATION_SPECIFIC_DEFAULT: undefined,
  KEEP_UNCHANGED: 'keep',
  REJECT_REQUEST: 'reject',
  UNESCAPE_AND_REDIRECT: 'unescape-and-redirect',
  UNESCAPE_AND_FORWARD: 'unescape-and-forward',
} as const;

function facetsOf(written: Written): ListenerFacets {
  const { headersWithUnderscoresAction, pathWithEscapedSlashesAction: escaped, upgrades, via } = written;
  const early = earlyOf(written);
  const resetStreamOnError = written.http2ProtocolOptions?.overrideStreamErrorOnInvalidHttpMessage;
  return given({
    connections: unlessEmpty(given({ maxStreamDuration: written.maxStreamDuration })),
    headers: unlessEmpty(
      given({
        underscores: headersWithUnderscoresAction && underscores[headersWithUnderscoresAction],
        early: early && { ...early, addIfAbsent: [], removeMatching: [] },
      }),
    ),
    http1: unlessEmpty(given({ trailers: written.enableTrailers })),
    http2: unlessEmpty(given({ resetStreamOnError })),
    paths: unlessEmpty(given({ escapedSlashes: escaped && slashes[escaped] })),
    serverHeader: unlessEmpty(given({ via })),
    timeouts: unlessEmpty(given({ request: written.requestTimeout, headers: written.requestHeadersTimeout })),
    upgrades: upgrades && { protocols: protocolsOf(upgrades).filter(name => name !== 'connect') },
  });
}

function earlyOf({ earlyHeaderManipulation: early }: Written) {
  return early && headerOptions(early.headersToAdd, early.headersToRemove);
}

const transformations = {
  OVERWRITE: 'Overwrite',
  APPEND_IF_ABSENT: 'AppendIfAbsent',
  PASS_THROUGH: 'PassThrough',
} as const;
const certificateModes = {
  SANITIZE: 'Sanitize',
  FORWARD_ONLY: 'ForwardOnly',
  APPEND_FORWARD: 'AppendForward',
  SANITIZE_SET: 'SanitizeSet',
  ALWAYS_FORWARD_ONLY: 'AlwaysForwardOnly',
} as const;

/** The settings that both have, in kgateway's form. */
function alikeOf(written: Written): WrittenHttpSettings {
  const {
    serverHeaderTransformation: server,
    forwardClientCertDetails: mode,
    http2ProtocolOptions,
  } = written;
  const { maxConcurrentStreams, initialStreamWindowSize, initialConnectionWindowSize } =
    http2ProtocolOptions ?? {};
  return given({
    useRemoteAddress: written.useRemoteAddress,
    xffNumTrustedHops: written.xffNumTrustedHops,
    skipXFFAppend: written.skipXffAppend,
    preserveExternalRequestId: written.preserveExternalRequestId,
    generateRequestId: written.generateRequestId,
    proxy100Continue: written.proxy100Continue,
    serverHeaderTransformation: server && transformations[server],
    serverName: written.serverName,
    streamIdleTimeout: written.streamIdleTimeout,
    idleTimeout: written.idleTimeout,
    maxConnectionDuration: written.maxConnectionDuration,
    maxRequestsPerConnection: written.maxRequestsPerConnection,
    maxHeadersCount: written.maxHeadersCount,
    maxRequestHeadersKb: written.maxRequestHeadersKb,
    http2ProtocolOptions: unlessEmpty(
      given({ maxConcurrentStreams, initialStreamWindowSize, initialConnectionWindowSize }),
    ),
    preserveHttp1HeaderCase: written.preserveCaseHeaderKeyFormat,
    acceptHttp10: written.acceptHttp10,
    defaultHostForHttp10: written.defaultHostForHttp10,
    forwardClientCertDetails: mode && {
      mode: certificateModes[mode],
      ...given({ details: written.setCurrentClientCertDetails }),
    },
    stripHostPortMode: written.stripAnyHostPort ? ('AnyPort' as const) : undefined,
    normalizePath: written.normalizePath,
    mergeSlashes: written.mergeSlashes,
  });
}
