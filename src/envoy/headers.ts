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
  const option = (
    header: { name: string; value: string },
    appendAction: HeaderValueOption_HeaderAppendAction,
  ) => ({
    header: { key: header.name, value: header.value.replaceAll('%', '%%') },
    appendAction,
    keepEmptyValue: true,
  });
  return [
    ...edit.set.map(h => option(h, OVERWRITE_IF_EXISTS_OR_ADD)),
    ...edit.add.map(h => option(h, APPEND_IF_EXISTS_OR_ADD)),
  ];
}

/** headersToRemove is the part of an edit that takes headers away. */
export function headersToRemove(edit: HeaderEdit | undefined): string[] {
  return edit === undefined ? [] : [...edit.remove];
}
