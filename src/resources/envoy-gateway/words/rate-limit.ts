import type { Words } from '../../reference/words.ts';

const selector = 'local.rules[].clientSelectors[]';

export const rateLimitWords: Words = {
  type: 'Who counts.',
  local: 'Each proxy counts by itself.',
  'local.rules[]': 'The limits. A request that is over one is answered with 429.',
  [selector]: 'Whose requests; left out: everybody’s together. All that is said must hold.',
  [`${selector}.headers[]`]: 'Those with these headers.',
  [`${selector}.headers[].type`]: '`Distinct` counts each value by itself.',
  [`${selector}.headers[].name`]: 'The name of the header.',
  [`${selector}.headers[].value`]: 'Its value, or an expression (RE2).',
  [`${selector}.headers[].invert`]: 'Those without.',
  [`${selector}.queryParams[]`]: 'Those with these parameters of the query.',
  [`${selector}.methods[]`]: 'Those of one of these methods.',
  [`${selector}.methods[].value`]: 'The method.',
  [`${selector}.methods[].invert`]: 'Those of any other.',
  [`${selector}.path`]: 'Those for this path.',
  [`${selector}.path.type`]: 'How it must look.',
  [`${selector}.path.value`]: 'The path, prefix or expression.',
  [`${selector}.path.invert`]: 'Those for any other.',
  [`${selector}.sourceCIDR`]: 'Those from these addresses.',
  [`${selector}.sourceCIDR.type`]: '`Distinct` counts each address by itself.',
  [`${selector}.sourceCIDR.value`]: 'The range.',
  'local.rules[].limit': 'How many in a time.',
  'local.rules[].limit.requests': 'How many; 0 lets nobody pass.',
  'local.rules[].limit.unit': 'In which time.',
  'local.rules[].xRateLimitHeaders': 'Whether answers say how much is left.',
};
