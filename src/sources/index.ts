/** Where resources come from. Each source is a folder of its own: `#sources/files`. */
export { joinSources } from './join-sources.ts';
export { sameStatus } from './same-status.ts';
export type { Entry, EntryChange, Origin, Source, SourceSink, StatusWrite } from './source.ts';
