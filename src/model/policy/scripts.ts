/** Scripts are programs in Lua that requests and answers pass, in order. */
export interface Scripts {
  readonly lua: readonly string[];
}
