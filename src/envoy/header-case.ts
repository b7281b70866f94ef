import { PreserveCaseFormatterConfigSchema } from '#gen/envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case_pb.js';
import { typedExtension } from './extension.ts';

/** preservedCase has names of headers in HTTP/1 written as they were read. */
export const preservedCase = {
  headerFormat: {
    case: 'statefulFormatter',
    value: typedExtension(
      'envoy.http.stateful_header_formatters.preserve_case',
      PreserveCaseFormatterConfigSchema,
      {},
    ),
  },
} as const;

/** properCase has each word in the name of a header begin with a capital. */
export const properCase = { headerFormat: { case: 'properCaseWords', value: {} } } as const;
