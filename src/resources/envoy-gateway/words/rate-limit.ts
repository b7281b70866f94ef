import { type Words, within } from '../../reference/words.ts';

const selector = 'clientSelectors[]';

/** What limits are, whoever counts. */
const rules: Words = {
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
  [`${selector}.sourceCIDR.invert`]: 'Those from any other.',
  limit: 'How many in a time.',
  'limit.requests': 'How many; 0 lets nobody pass.',
  'limit.unit': 'In which time; services know no weeks.',
  xRateLimitHeaders: 'Whether answers say how much is left.',
  shadowMode: 'Only counts: nobody is refused.',
  shared: 'Whether all that the policy is about counts together.',
  cost: 'How much a request counts; left out: 1.',
  'cost.request': 'When it comes.',
  'cost.request.from': 'A number, or what a filter noted of it.',
  'cost.request.number': 'The number.',
  'cost.request.metadata': 'Where that was noted.',
  'cost.request.metadata.namespace': 'Under which name.',
  'cost.request.metadata.key': 'Under which key of it.',
  'cost.response': 'When it is answered.',
};

export const rateLimitWords: Words = {
  type: 'Who counts.',
  local: 'Each proxy counts by itself.',
  'local.rules[]': 'The limits. A request that is over one is answered with 429.',
  ...within('local.rules[]', rules),
  global: 'A service counts for all proxies: the one that `--rate-limit-service` names.',
  'global.rules[]': 'The limits. A request that is over one is answered with 429.',
  ...within('global.rules[]', rules),
};
