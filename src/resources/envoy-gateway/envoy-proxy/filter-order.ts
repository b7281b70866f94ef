import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';

const filter = Type.String({
  pattern: '^envoy\\.filters\\.http\\.[a-z_]+$',
  '~wants': 'the name of a filter of HTTP, such as envoy.filters.http.ext_authz',
});

/** filterOrder moves filters before or after others. */
export const filterOrder = Type.Array(
  ruled(
    Type.Object({ name: filter, before: Type.Optional(filter), after: Type.Optional(filter) }),
    ({ before, after }, report) => {
      if (before === undefined && after === undefined) report('says neither before nor after which filter');
      if (before !== undefined && after !== undefined)
        report('must be left out where before is given', 'after');
    },
  ),
  { maxItems: 64, default: [] },
);
