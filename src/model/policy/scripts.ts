/** Scripts are Lua programs that requests and answers pass through, in this order. */
export interface Scripts {
  readonly lua: readonly Script[];
}

/** Script is one program, with a context (a JSON object) that it may read. */
export interface Script {
  readonly text: string;
  readonly context?: string;
}
