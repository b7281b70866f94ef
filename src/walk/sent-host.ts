import type { HostEdit } from '#model';
import { replacedText } from './matches.ts';
import { headerOf, pathOf, type SeenRequest } from './request.ts';

/** sentHost is the host in a request to a backend; undefined: the name of each endpoint, where it has one of its own. */
export function sentHost(edit: HostEdit | undefined, request: SeenRequest): string | undefined {
  switch (edit?.kind) {
    case undefined:
      return request.authority;
    case 'endpoint':
      return undefined;
    case 'header':
      return headerOf(request, edit.name.toLowerCase()) ?? request.authority;
    case 'name':
      return edit.name;
    case 'path':
      return replacedText(edit, pathOf(request));
  }
}
