import type { BackendUse } from '../../backend-use.ts';

/** TelemetryService is who is told of what passed, by what name it is called, and the headers that go along. */
export interface TelemetryService {
  readonly use: BackendUse;
  readonly authority: string;
  readonly headers?: Readonly<Record<string, string>>;
}
