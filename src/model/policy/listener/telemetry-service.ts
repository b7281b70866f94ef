import type { BackendUse } from '../../backend-use.ts';

/** TelemetryService receives logs or spans; `authority` is the host that it is called by, and `headers` are sent along. */
export interface TelemetryService {
  readonly use: BackendUse;
  readonly authority: string;
  readonly headers?: Readonly<Record<string, string>>;
}
