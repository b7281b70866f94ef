import { groupBy } from '#lib/group-by.ts';
import { mergeSettings } from '#lib/merge-settings.ts';
import { type AccessLog, isHttpProtocol, type LogFormat, type LogSink } from '#model';
import type { WrittenLogBackend, WrittenLogs } from '#resources';
import { guardedClasses, refusedClasses } from '../address-policy.ts';
import { callersApart } from './callers-apart.ts';
import { itemCallers } from './item-callers.ts';
import { logFormat } from './log-words.ts';
import { loggedCallers } from './logged-callers.ts';
import type { MeshPolicyKind, PlaceTraits } from './mesh-policy-kind.ts';
import type { PolicyItem } from './policy-item.ts';
import { collectorOf, refusedAt } from './telemetry-host.ts';

/** SaidLogs are the logs to keep, by the callers whose calls they record. */
interface SaidLogs {
  readonly said: readonly LogsOfCalls[];
}

/**
 * LogsOfCalls are the logs of the calls for which the expression `calls` (CEL) is true, or of all calls, and the policy that
 * says so last.
 */
interface LogsOfCalls extends Partial<WrittenLogs> {
  readonly calls?: string;
  readonly origin: string;
}

/** meshAccessLog keeps logs of traffic. A caller is looked up among the callers that rules are about. */
export const meshAccessLog: MeshPolicyKind<SaidLogs> = {
  id: 'kuma/MeshAccessLog',
  shapesBackends: false,
  tellsCallersApart: 'in-filter',
  together(items) {
    const isOfAll = (item: PolicyItem) => itemCallers(item).length === 0;
    const apart = callersApart(items.filter(item => !isOfAll(item)));
    if (apart.length === 0) return { said: [saidBy(items.filter(isOfAll))] };
    const held = [
      ...apart.map(({ own }) => items.filter(item => isOfAll(item) || own.includes(item))),
      items.filter(isOfAll),
    ];
    return { said: loggedCallers(apart).map((calls, i) => ({ ...saidBy(held[i] ?? []), calls })) };
  },
  meaning({ said }, place) {
    if (said.every(({ backends }) => backends === undefined)) return {};
    const logs = said.flatMap(({ calls, origin, backends = [] }) =>
      backends.flatMap((backend): readonly AccessLog[] => {
        const sink = sinkOf(backend, place, origin);
        const conditions = calls === undefined ? [] : [calls];
        return sink === undefined ? [] : [{ origin, conditions, sink }];
      }),
    );
    return { listener: { accessLogs: { logs: eachOnce(logs, said.length) } } };
  },
};

function saidBy(items: readonly PolicyItem[]): LogsOfCalls {
  return {
    ...mergeSettings(items.map(item => item.settings as WrittenLogs)),
    origin: items.at(-1)?.policy ?? '',
  };
}

/** A log that several groups of callers share becomes one; where all the `count` groups share it, it needs no condition. */
function eachOnce(logs: readonly AccessLog[], count: number): readonly AccessLog[] {
  const alike = groupBy(logs, ({ origin, sink }) => JSON.stringify([origin, sink]));
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const conditions = new Set([first, ...others].flatMap(log => log.conditions));
    return [{ ...first, conditions: conditions.size === count ? [] : [...conditions] }];
  });
}

function sinkOf(
  { file, tcp, openTelemetry }: WrittenLogBackend,
  place: PlaceTraits,
  origin: string,
): LogSink | undefined {
  const isHttp = isHttpProtocol(place.protocol);
  if (file !== undefined)
    return { kind: 'file', path: file.path, format: logFormat(file.format, place, isHttp) };
  if (tcp !== undefined) {
    if (refusedAt(`http://${tcp.address}`, place, origin)) return undefined;
    const format = inOneLine(logFormat(tcp.format, place, isHttp));
    const refused = place.addresses === undefined ? guardedClasses : refusedClasses(place.addresses);
    return { kind: 'lines', address: tcp.address, format, refused };
  }
  if (openTelemetry === undefined) return undefined;
  const service = collectorOf(openTelemetry, place, origin);
  if (service === undefined) return undefined;
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
    service,
    format,
    resource: { 'kuma.mesh': place.told?.mesh ?? '', 'kuma.zone': place.told?.zone ?? '' },
  };
}

/** Sinks other than files delimit records themselves, so the line needs no end. */
function inOneLine(format: LogFormat): LogFormat {
  return format.kind === 'text' ? { ...format, text: format.text.trimEnd() } : format;
}
