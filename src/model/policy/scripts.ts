/** Scripts are programs in Lua that requests and answers pass, in order. */
export interface Scripts {
  readonly lua: readonly Script[];
}

/** Script is one of them, and what it is told besides (JSON, an object). */
export interface Script {
  readonly text: string;
  readonly context?: string;
}
