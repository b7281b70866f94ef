import { hostAndPort } from '#lib/ip-address.ts';
import { type Backend, eachUse, type TelemetryService } from '#model';
import type { EnvoyProxy, WrittenCalled } from '#resources';
import { type CallSettings, callSettings, shapedBy } from '../policies/call-settings.ts';
import { calledHost, calledService } from '../policies/called-service.ts';
import type { Sharing } from '../policies/called-together.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import type { SectionProblem } from '../policies/section.ts';

/** ToldService is a service that telemetry is sent to, how it is used, and its host where nobody wrote a backend. */
export type ToldService =
  | { readonly service: TelemetryService; readonly settings: CallSettings; readonly host?: Backend }
  | { readonly problem: SectionProblem };

type Written = Pick<WrittenCalled, 'backendRef' | 'backendRefs'> &
  Partial<Pick<WrittenCalled, 'backendSettings' | 'host' | 'port'>>;

/** The port of OpenTelemetry where none is written. */
const usualPort = 4317;

/**
 * toldService finds the service that an object names at `path`; it is called by `protocol`, whatever else its backend is
 * used for.
 */
export function toldService(
  written: Written,
  path: string,
  teller: Pick<EnvoyProxy, 'ref'>,
  context: CallContext,
  protocol: 'http1' | 'http2' = 'http2',
  sharing: Sharing = 'by-weight',
): ToldService {
  const { backendSettings, host, port = usualPort } = written;
  const found =
    calledService(written, path, teller, context, sharing) ??
    (host === undefined
      ? undefined
      : calledHost(`http://${hostAndPort(host, port)}`, `${path}.host`, teller, context));
  if (found === undefined) throw new Error('the schema asks for one of the two');
  if ('problem' in found) return found;
  const settings = callSettings(backendSettings, path, teller, 'told');
  const use = eachUse(shapedBy(settings, found.use), { protocol });
  return {
    service: { use, authority: found.authority },
    settings,
    ...(found.host === undefined ? {} : { host: found.host }),
  };
}
