import type { LogFormat } from '#model';
import type { WrittenLogFormat } from '#resources';
import type { PlaceTraits } from './mesh-policy-kind.ts';

/** Kuma's default formats. */
const ofRequests =
  '[%START_TIME%] %KUMA_MESH% "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-B3-TRACEID?X-DATADOG-TRACEID)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%KUMA_SOURCE_SERVICE%" "%KUMA_DESTINATION_SERVICE%" "%KUMA_SOURCE_ADDRESS_WITHOUT_PORT%" "%UPSTREAM_HOST%"\n';
const ofConnections =
  '[%START_TIME%] %RESPONSE_FLAGS% %KUMA_MESH% %KUMA_SOURCE_ADDRESS_WITHOUT_PORT%(%KUMA_SOURCE_SERVICE%)->%UPSTREAM_HOST%(%KUMA_DESTINATION_SERVICE%) took %DURATION%ms, sent %BYTES_SENT% bytes, received: %BYTES_RECEIVED% bytes\n';

/**
 * logFormat is the format of a record in Envoy's words: Kuma's own placeholders are replaced by what they say of the place.
 */
export function logFormat(
  written: WrittenLogFormat | undefined,
  place: PlaceTraits,
  isHttp: boolean,
): LogFormat {
  const said = (text: string) =>
    text.replaceAll(/%(KUMA_[A-Z_]+)%/g, (all, name: string) => wordOf(name, place) ?? all);
  const omits = written?.omitEmptyValues === true ? { omitsEmpty: true as const } : {};
  if (written?.json !== undefined) {
    const fields = written.json.map(({ key, value }) => [key, said(value)] as const);
    return { kind: 'fields', fields: Object.fromEntries(fields), ...omits };
  }
  const line = written?.plain === undefined ? (isHttp ? ofRequests : ofConnections) : ended(written.plain);
  return { kind: 'text', text: said(line), ...omits };
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}

/**
 * wordOf is what stands for one of Kuma's placeholders. The calling service is not written as text, since all sidecars that
 * reach a service share the log format: Envoy takes its own name from its node, and the caller's from the certificate.
 */
function wordOf(name: string, { direction, told }: PlaceTraits): string | undefined {
  switch (name) {
    case 'KUMA_SOURCE_ADDRESS':
      return '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%';
    case 'KUMA_SOURCE_ADDRESS_WITHOUT_PORT':
      return '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%';
    case 'KUMA_SOURCE_SERVICE':
      return direction === 'outbound' ? '%CEL(xds.node.id)%' : '%DOWNSTREAM_PEER_URI_SAN%';
    case 'KUMA_DESTINATION_SERVICE':
      return escaped(told?.destination ?? '-');
    case 'KUMA_MESH':
      return escaped(told?.mesh ?? '-');
    case 'KUMA_ZONE':
      return escaped(told?.zone ?? '-');
    case 'KUMA_TRAFFIC_DIRECTION':
      return direction === 'outbound' ? 'OUTBOUND' : 'INBOUND';
    default:
      return undefined;
  }
}

/** A percent sign begins a command operator. */
function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}
