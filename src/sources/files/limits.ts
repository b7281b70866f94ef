const mebibyte = 1024 ** 2;

/**
 * limits bound what one file can cost. Past one of them the file or document is refused with a finding that names the limit.
 *
 * - `documentBytes`: an API server takes 3 MiB; parsing 4 MiB of the worst YAML holds the event loop for less than half a
 *   second. Many objects belong in many documents, which cost nothing when others change.
 * - `nodes`: values in one document, aliases counted as often as they are used, so that a few lines of YAML cannot expand to
 *   a billion values.
 * - `depth`: nesting of values.
 */
export const limits = {
  fileBytes: 64 * mebibyte,
  documentBytes: 4 * mebibyte,
  documentsPerFile: 200_000,
  nodes: 500_000,
  depth: 100,
  directoryDepth: 64,
  directories: 50_000,
  files: 500_000,
} as const;
