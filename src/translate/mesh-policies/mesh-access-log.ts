import { parseResourceKey } from '#lib/resource-ref.ts';
import { type AccessLog, isHttpProtocol, type LogFormat, type LogSink } from '#model';
import type { WrittenLogBackend, WrittenLogs } from '#resources';
import { logFormat } from './log-words.ts';
import { mergeSettings } from './merge-settings.ts';
import type { MeshPolicyKind, PlaceTraits } from './mesh-policy-kind.ts';
import { telemetryHost } from './telemetry-host.ts';

/** SaidLogs are the records that are kept, and which policy says so last. */
interface SaidLogs extends WrittenLogs {
  readonly origin: string;
}

/** meshAccessLog is the records that are kept of what passed. */
export const meshAccessLog: MeshPolicyKind<SaidLogs> = {
  id: 'kuma/MeshAccessLog',
  shapesBackends: false,
  together(items) {
    const settings = mergeSettings(items.map(item => item.settings as WrittenLogs));
    return { ...settings, origin: items.at(-1)?.policy ?? '' };
  },
  meaning({ backends, origin }, place) {
    if (backends === undefined) return {};
    const logs = backends.flatMap((backend): readonly AccessLog[] => {
      const sink = sinkOf(backend, place, origin);
      return sink === undefined ? [] : [{ origin, conditions: [], sink }];
    });
    return { listener: { accessLogs: { logs } } };
  },
};

function sinkOf(
  { file, openTelemetry }: WrittenLogBackend,
  place: PlaceTraits,
  origin: string,
): LogSink | undefined {
  const isHttp = isHttpProtocol(place.protocol);
  if (file !== undefined)
    return { kind: 'file', path: file.path, format: logFormat(file.format, place, isHttp) };
  if (openTelemetry?.endpoint === undefined || place.addresses === undefined) return undefined;
  const ref = parseResourceKey(origin);
  const found = telemetryHost(`http://${openTelemetry.endpoint}`, { ref }, place.addresses, 'http2');
  if ('problem' in found) return undefined;
  const said = { type: 'Json', omitEmptyValues: false, json: openTelemetry.attributes ?? [] } as const;
  const { body } = openTelemetry;
  const format =
    typeof body === 'string'
      ? inOneLine(logFormat({ type: 'Plain', omitEmptyValues: false, plain: body }, place, isHttp))
      : openTelemetry.attributes === undefined
        ? inOneLine(logFormat(undefined, place, isHttp))
        : logFormat(said, place, isHttp);
  return {
    kind: 'otlp',
    service: found.service,
    format,
    resource: { 'kuma.mesh': place.told?.mesh ?? '', 'kuma.zone': place.told?.zone ?? '' },
  };
}

/** A record that stands by itself needs no end of its line. */
function inOneLine(format: LogFormat): LogFormat {
  return format.kind === 'text' ? { ...format, text: format.text.trimEnd() } : format;
}
