/** Manifests in files and directories, as a source. */
export { createFileSource, type FileSourceOptions } from './file-source.ts';
/** The parser that every text goes through, wherever it comes from. */
export { type Mistake, type Parsed, parseDocument } from './parse-document.ts';
