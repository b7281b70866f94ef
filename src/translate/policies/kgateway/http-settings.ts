import type {
  ClientAddress,
  ClientHeaders,
  ClientHttp1,
  ClientPaths,
  Http2,
  ListenerFacets,
  ServerHeader,
} from '#model';
import type { WrittenHttpSettings } from '#resources';
import { headerEdit, headerProblem } from '../../header-edit.ts';
import { certificateModes } from '../certificate-modes.ts';
import { given, unlessEmpty } from '../given.ts';
import type { SectionProblem } from '../section-problem.ts';

type Written = WrittenHttpSettings;

/** httpFacetsOf reads how HTTP is spoken with clients. */
export function httpFacetsOf(written: Written): ListenerFacets {
  const {
    maxConnectionDuration: maxDuration,
    maxRequestsPerConnection: maxRequests,
    upgradeConfig,
  } = written;
  return given({
    address: addressOf(written),
    connections: unlessEmpty(given({ maxDuration, maxRequests })),
    headers: headersOf(written),
    health: written.healthCheck,
    http1: http1Of(written),
    http2: written.http2ProtocolOptions && http2Of(written.http2ProtocolOptions),
    paths: pathsOf(written),
    serverHeader: serverHeaderOf(written),
    timeouts: unlessEmpty(given({ idle: written.idleTimeout, streamIdle: written.streamIdleTimeout })),
    upgrades: upgradeConfig && { protocols: protocolsOf(upgradeConfig) },
  });
}

/** httpMistakes are what Envoy would refuse, and with it the whole listener. */
export function httpMistakes({ earlyRequestHeaderModifier: early }: Written, at: string): SectionProblem[] {
  const message = early && headerProblem(headerEdit(early));
  const path = `${at}.earlyRequestHeaderModifier`;
  return message === undefined ? [] : [{ reason: 'Invalid', message, path }];
}

/** httpWarnings warn of settings there that have no effect. */
export function httpWarnings({ upgradeConfig }: Written, at: string): SectionProblem[] {
  return (upgradeConfig?.enabledUpgrades ?? []).flatMap((name, i) =>
    name.toUpperCase() === 'CONNECT'
      ? [
          {
            reason: 'UnsupportedValue',
            message: 'has no effect here, as no route takes it: write it as httpUpgrade of a TrafficPolicy',
            path: `${at}.upgradeConfig.enabledUpgrades[${i}]`,
          } as const,
        ]
      : [],
  );
}

function protocolsOf({ enabledUpgrades }: NonNullable<Written['upgradeConfig']>): readonly string[] {
  return enabledUpgrades.map(name => name.toLowerCase()).filter(name => name !== 'connect');
}

/**
 * Where the client's address is not taken from the connection, nothing is appended to X-Forwarded-For, unless that is
 * written.
 */
function addressOf(written: Written): ClientAddress | undefined {
  const { useRemoteAddress, xffNumTrustedHops: hops, xffTrustedCIDRs: networks, skipXFFAppend } = written;
  const isTold = useRemoteAddress === false;
  if (!isTold && hops === undefined && skipXFFAppend === undefined && useRemoteAddress === undefined)
    return undefined;
  const appends = { appends: !(skipXFFAppend ?? isTold) };
  if (networks !== undefined) return { found: { kind: 'forwarded-for', trusted: { networks } }, ...appends };
  if (isTold) return { found: { kind: 'told', hops: hops ?? 0 }, ...appends };
  if (hops === undefined) return { found: { kind: 'connection' }, ...appends };
  return { found: { kind: 'forwarded-for', trusted: { hops } }, ...appends };
}

const details = ['subject', 'cert', 'chain', 'dns', 'uri'] as const;

function headersOf(written: Written): ClientHeaders | undefined {
  const { forwardClientCertDetails: told, earlyRequestHeaderModifier: early, stripHostPortMode } = written;
  const { maxRequestHeadersKb: kilobytes } = written;
  return unlessEmpty(
    given({
      requestId: requestIdOf(written),
      forwardedClientCertificate: told && {
        mode: certificateModes[told.mode ?? 'SanitizeSet'],
        adds: details.filter(detail => told.details?.[detail] === true),
      },
      stripsHostDot: written.stripTrailingHostDot,
      stripsHostPort: stripHostPortMode && portModes[stripHostPortMode],
      passesExpect: written.proxy100Continue,
      early: early && { ...headerEdit(early), addIfAbsent: [], removeMatching: [] },
      maxBytes: kilobytes === undefined ? undefined : kilobytes * 1024,
      maxCount: written.maxHeadersCount,
    }),
  );
}

const portModes = { MatchingPort: 'matching', AnyPort: 'any' } as const;

function requestIdOf({
  generateRequestId: makes,
  preserveExternalRequestId: keeps,
}: Written): ClientHeaders['requestId'] {
  if (makes === undefined && keeps === undefined) return undefined;
  if (makes === false) return keeps ? 'preserve' : 'disable';
  return keeps ? 'preserve-or-generate' : 'generate';
}

function http1Of(written: Written): ClientHttp1 | undefined {
  const { preserveHttp1HeaderCase: preserveHeaderCase, acceptHttp10, defaultHostForHttp10 } = written;
  return unlessEmpty(
    given({
      preserveHeaderCase,
      http10: acceptHttp10 ? given({ defaultHost: defaultHostForHttp10 }) : undefined,
    }),
  );
}

function http2Of({ allowConnect, ...same }: NonNullable<Written['http2ProtocolOptions']>): Http2 | undefined {
  return unlessEmpty({ ...same, ...given({ allowsConnect: allowConnect }) });
}

function pathsOf({ normalizePath: normalizes, mergeSlashes }: Written): ClientPaths | undefined {
  return unlessEmpty(given({ normalizes, mergeSlashes }));
}

const transformations = { Overwrite: 'always', AppendIfAbsent: 'if-absent', PassThrough: 'never' } as const;

function serverHeaderOf({
  serverHeaderTransformation: written,
  serverName: name,
}: Written): ServerHeader | undefined {
  return unlessEmpty(given({ written: written && transformations[written], name }));
}
