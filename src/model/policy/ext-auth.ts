import type { BackendUse } from '../backend-use.ts';
import type { HeaderEdit } from '../http-edits.ts';
import type { Retries } from './retries.ts';

/** ExtAuth lets those pass whom a service lets pass. Times are in milliseconds. */
export interface ExtAuth {
  readonly service: AskedService;
  /** Headers of a request that the service is told, in lower case; absent: what a service of its kind is told by itself. */
  readonly toldHeaders?: readonly string[];
  /** So many bytes of the body are told; requests with a longer one do not pass, unless a part of it is enough. */
  readonly toldBody?: { readonly bytes: number; readonly allowsPart?: true; readonly isBinary?: true };
  /** It is told which route, and which rule of it, took the request. */
  readonly isToldRoute?: true;
  /** Words of the policy's own that the service is told. */
  readonly toldContext: Readonly<Record<string, string>>;
  readonly timeout: number;
  /** Whether everybody passes while the service cannot be asked. */
  readonly failsOpen: boolean;
  /** What those are answered with about whom the service could not be asked; absent is 403. */
  readonly errorStatus?: number;
  /** Whether what the service changes takes part in finding the route. */
  readonly recomputesRoute: boolean;
}

/** AskedService is a service that is asked about each request. `authority` is what it is called. */
export type AskedService = {
  readonly use: BackendUse;
  readonly authority: string;
  /** How often it is asked again. */
  readonly retries?: Retries;
} & (
  | { readonly kind: 'grpc' }
  | {
      readonly kind: 'http';
      /** What goes before the request's own path. */
      readonly pathPrefix?: string;
      /** What is asked for in its place. */
      readonly path?: string;
      /** Headers of its answer that the backend is told, in lower case; `all` but those that are of the answer itself. */
      readonly headersToBackend: readonly string[] | 'all';
      /** And that the client is told, where it does not pass, and where it does; absent: all, and none. */
      readonly headersToClient?: readonly string[];
      readonly headersToClientOnSuccess?: readonly string[];
      /** Headers that it is told besides. */
      readonly addedHeaders?: HeaderEdit;
    }
);
