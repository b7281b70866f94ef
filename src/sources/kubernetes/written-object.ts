/** WrittenObject is an object as an API server returns it; the items of lists lack apiVersion and kind. */
export interface WrittenObject {
  readonly metadata: WrittenMetadata;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

export interface WrittenMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly ManagedFields[];
  readonly [field: string]: unknown;
}

/** ManagedFields says which fields of an object somebody set. */
export interface ManagedFields {
  readonly manager?: string;
  readonly subresource?: string;
  readonly fieldsV1?: unknown;
}
