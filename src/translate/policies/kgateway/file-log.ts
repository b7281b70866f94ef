import type { LogSink } from '#model';
import type { WrittenListenerLog } from '#resources';

/** fileLog reads a file that records are written to. An empty text is not a format at all. */
export function fileLog({
  path,
  stringFormat,
  jsonFormat,
}: NonNullable<WrittenListenerLog['fileSink']>): Extract<LogSink, { readonly kind: 'file' }> {
  if (jsonFormat !== undefined) return { kind: 'file', path, format: { kind: 'nested', json: jsonFormat } };
  return { kind: 'file', path, ...(stringFormat ? { format: { kind: 'text', text: stringFormat } } : {}) };
}
