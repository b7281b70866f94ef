import type { BackendUse } from '../backend-use.ts';
import type { HeaderEdit } from '../http-edits.ts';
import type { Retries } from './retries.ts';

/** ExtAuth admits requests that an external service allows. Times are in milliseconds. */
export interface ExtAuth {
  readonly service: AskedService;
  /** Request headers that the service is sent, in lower case; absent: those that a service of its kind is sent by default. */
  readonly toldHeaders?: readonly string[];
  /** The service is sent so many bytes of the body; a request with a longer body is rejected, unless `allowsPart`. */
  readonly toldBody?: { readonly bytes: number; readonly allowsPart?: true; readonly isBinary?: true };
  /** The service is told the route and the rule of the request. */
  readonly isToldRoute?: true;
  /** Further values, from the policy, that the service is told. */
  readonly toldContext: Readonly<Record<string, string>>;
  readonly timeout: number;
  /** Whether requests pass while the service cannot be reached. */
  readonly failsOpen: boolean;
  /** The status for requests while the service cannot be reached; absent is 403. */
  readonly errorStatus?: number;
  /** Whether the route is chosen again after the service's changes. */
  readonly recomputesRoute: boolean;
}

/** AskedService is a service that is asked about each request. `authority` is the host that it is called by. */
export type AskedService = {
  readonly use: BackendUse;
  readonly authority: string;
  /** Retries of a call to it. */
  readonly retries?: Retries;
} & (
  | { readonly kind: 'grpc' }
  | {
      readonly kind: 'http';
      /** The prefix that is put before the request's own path. */
      readonly pathPrefix?: string;
      /** The path that is asked for instead of the request's own. */
      readonly path?: string;
      /**
       * Headers of its answer that are passed to the backend, in lower case; `all` is every header but those about the answer
       * itself.
       */
      readonly headersToBackend: readonly string[] | 'all';
      /** Headers that are passed to the client where a request is denied, and where it is allowed; absent: all, and none. */
      readonly headersToClient?: readonly string[];
      readonly headersToClientOnSuccess?: readonly string[];
      /** Further headers that the service is sent. */
      readonly addedHeaders?: HeaderEdit;
    }
);
