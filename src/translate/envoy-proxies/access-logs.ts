import { parseCel } from '#lib/cel.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import type { AccessLog, Backend, ListenerFacets, LogFormat, LogSink } from '#model';
import type { EnvoyProxy, WrittenAccessLog } from '#resources';
import type { CallSettings } from '../policies/call-settings.ts';
import { given } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import type { SectionProblem } from '../policies/section.ts';
import type { Part } from './part.ts';
import { toldService } from './told-service.ts';

type Setting = NonNullable<WrittenAccessLog['settings']>[number];
type WrittenSink = Setting['sinks'][number];

const writers = { Listener: 'listener', Route: 'route', Upstream: 'upstream' } as const;

/** Where records go by default: to the output of the proxy's process. */
const usualLog = { conditions: [], sink: { kind: 'file', path: '/dev/stdout' } } as const;

/** accessLogs reads the access logs that an EnvoyProxy asks for. */
export function accessLogs(
  { disable, settings }: WrittenAccessLog,
  proxy: EnvoyProxy,
  context: CallContext,
): Part<ListenerFacets> {
  const origin = resourceKey(proxy.ref);
  if (disable) return { facets: { accessLogs: { logs: [] } }, hosts: [], problems: [] };
  if (settings === undefined)
    return { facets: { accessLogs: { logs: [{ origin, ...usualLog }] } }, hosts: [], problems: [] };
  const mistaken = settings.map((setting, i) =>
    mistakenMatches(setting, `spec.telemetry.accessLog.settings[${i}]`),
  );
  const found = settings.flatMap((setting, i) =>
    (mistaken[i]?.length ? [] : setting.sinks).map((sink, j) => ({
      setting,
      sink: sinkOf(
        sink,
        setting.format,
        `spec.telemetry.accessLog.settings[${i}].sinks[${j}]`,
        proxy,
        context,
      ),
    })),
  );
  const logs = found.flatMap(({ setting: { type, matches }, sink }): AccessLog[] => {
    if ('problem' in sink) return [];
    const writer = type === undefined ? {} : { writer: writers[type] };
    return [{ origin, ...writer, conditions: matches, sink: sink.sink }];
  });
  return {
    facets: { accessLogs: { logs } },
    hosts: found.flatMap(({ sink }) => ('problem' in sink ? [] : (sink.host ?? []))),
    calls: found.flatMap(({ sink }) => ('problem' in sink ? [] : (sink.settings ?? []))),
    problems: [
      ...mistaken.flat(),
      ...found.flatMap(({ sink }) => ('problem' in sink ? [sink.problem] : [])),
    ].map(problem => ({ part: 'access log', ...problem })),
  };
}

/** Conditions that could not be evaluated; nothing is recorded by such a setting. */
function mistakenMatches({ matches }: Setting, path: string): readonly SectionProblem[] {
  return matches.flatMap((match, i): SectionProblem[] => {
    const read = parseCel(match);
    if ('parsed' in read) return [];
    return [{ reason: 'Invalid', message: read.problem, path: `${path}.matches[${i}]` }];
  });
}

type FoundSink =
  | { readonly sink: LogSink; readonly host?: Backend; readonly settings?: CallSettings }
  | { readonly problem: SectionProblem };

function sinkOf(
  { type, file, als, openTelemetry }: WrittenSink,
  written: Setting['format'],
  path: string,
  proxy: EnvoyProxy,
  context: CallContext,
): FoundSink {
  const format = given({ format: formatOf(written) });
  if (type === 'File' && file !== undefined) return { sink: { kind: 'file', path: file.path, ...format } };
  if (type === 'ALS' && als !== undefined) return alsSink(als, `${path}.als`, proxy, context);
  if (openTelemetry === undefined) throw new Error('the schema asks for the one of its type');
  const found = toldService(openTelemetry, `${path}.openTelemetry`, proxy, context);
  if ('problem' in found) return found;
  const { resources, resourceAttributes, headers } = openTelemetry;
  const sent = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
  return {
    ...found,
    sink: {
      kind: 'otlp',
      service: { ...found.service, ...(headers.length === 0 ? {} : { headers: sent }) },
      ...format,
      resource: { ...resources, ...resourceAttributes },
    },
  };
}

function alsSink(
  { type, http, logName, ...written }: NonNullable<WrittenSink['als']>,
  path: string,
  proxy: EnvoyProxy,
  context: CallContext,
): FoundSink {
  const found = toldService(written, path, proxy, context);
  if ('problem' in found) return found;
  const { requestHeaders = [], responseHeaders = [], responseTrailers = [] } = http ?? {};
  return {
    ...found,
    sink: {
      kind: 'als',
      service: found.service,
      name: logName ?? `${proxy.ref.namespace}/${proxy.ref.name}`,
      records: type === 'HTTP' ? 'http' : 'tcp',
      requestHeaders,
      responseHeaders,
      responseTrailers,
    },
  };
}

/** An empty text is not a format at all. */
function formatOf({ type, text, json }: NonNullable<Setting['format']> = {}): LogFormat | undefined {
  if (json !== undefined && type !== 'Text') return { kind: 'fields', fields: json };
  return text === undefined || text === '' ? undefined : { kind: 'text', text };
}
