import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SubstitutionFormatStringSchema } from '#gen/envoy/config/core/v3/substitution_format_string_pb.js';

/** answerText is the body of an answer that the proxy itself gives; Envoy expands its command operators in it. '' is not a body. */
export function answerText(body: string): {
  readonly bodyFormat?: MessageInitShape<typeof SubstitutionFormatStringSchema>;
} {
  if (body === '') return {};
  return { bodyFormat: { format: { case: 'textFormat', value: formatted(body) } } };
}

/** A percent sign that begins no command, and is not doubled already, stands for itself (`width: 100%`): Envoy wants two. */
function formatted(body: string): string {
  return body.replace(/%[A-Z0-9_]+(\([^%]*\))?(:[0-9]+)?%|%%|%/g, found => (found === '%' ? '%%' : found));
}
