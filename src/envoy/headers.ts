import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  HeaderValueOption_HeaderAppendAction,
  type HeaderValueOptionSchema,
} from '#gen/envoy/config/core/v3/base_pb.js';
import type { HeaderEdit } from '#model';

type Option = MessageInitShape<typeof HeaderValueOptionSchema>;

/** headersToAdd is the part of an edit that sets and adds. A `%` begins a command in Envoy's values, so it is doubled. */
export function headersToAdd(edit: HeaderEdit | undefined): Option[] {
  if (edit === undefined) return [];
  const { OVERWRITE_IF_EXISTS_OR_ADD, APPEND_IF_EXISTS_OR_ADD } = HeaderValueOption_HeaderAppendAction;
  return [
    ...edit.set.map(h => headerToAdd(h, OVERWRITE_IF_EXISTS_OR_ADD)),
    ...edit.add.map(h => headerToAdd(h, APPEND_IF_EXISTS_OR_ADD)),
  ];
}

/** headerToAdd is one header that Envoy sets or adds. */
export function headerToAdd(
  header: HeaderEdit['add'][number],
  appendAction: HeaderValueOption_HeaderAppendAction,
): Option {
  return {
    header: {
      key: header.name,
      value: header.isFormat ? header.value : header.value.replaceAll('%', '%%'),
    },
    appendAction,
    keepEmptyValue: header.isFormat !== true,
  };
}

/** headersToRemove is the part of an edit that takes headers away. */
export function headersToRemove(edit: HeaderEdit | undefined): string[] {
  return edit === undefined ? [] : [...edit.remove];
}
