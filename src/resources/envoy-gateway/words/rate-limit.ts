import { type Words, within } from '../../reference/words.ts';

const selector = 'clientSelectors[]';

/** What limits are, whoever counts. */
const rules: Words = {
  [selector]:
    'Requests that count: those that meet all conditions of all entries. Left out: all requests, together.',
  [`${selector}.headers[]`]: 'Headers that the request must have.',
  [`${selector}.headers[].type`]: 'How the value is compared. `Distinct`: each value has a count of its own.',
  [`${selector}.headers[].name`]: 'Name of the header.',
  [`${selector}.headers[].value`]: 'The value, or a regular expression (RE2) for it. None for `Distinct`.',
  [`${selector}.headers[].invert`]: 'Counts requests for which that does not hold.',
  [`${selector}.queryParams[]`]: 'Query parameters that the request must have.',
  [`${selector}.methods[]`]: 'Methods, of which the request must have one.',
  [`${selector}.methods[].value`]: 'The method.',
  [`${selector}.methods[].invert`]: 'Counts all other methods.',
  [`${selector}.path`]: 'Path of the request.',
  [`${selector}.path.type`]: 'How the path is compared.',
  [`${selector}.path.value`]: 'The path, prefix or regular expression (RE2).',
  [`${selector}.path.invert`]: 'Counts all other paths.',
  [`${selector}.sourceCIDR`]: 'Address of the client.',
  [`${selector}.sourceCIDR.type`]: '`Distinct`: each address in the range has a count of its own.',
  [`${selector}.sourceCIDR.value`]: 'Range of addresses.',
  [`${selector}.sourceCIDR.invert`]: 'Counts all other addresses.',
  limit: 'The limit: requests per unit of time.',
  'limit.requests': 'Number of requests. 0 lets none pass.',
  'limit.unit': 'Unit of time. `Week` is for local limits alone; for these a month has 30 days.',
  'limit.fromMetadata':
    'Dynamic metadata that holds the limit of a single request, in place of `requests` and `unit`.',
  xRateLimitHeaders:
    'Tells clients in headers of the response (`x-ratelimit-…`) how much is left. Left out: `DraftVersion03`.',
  shadowMode: 'Counts, but refuses no request.',
  shared:
    'One count for all routes of the policy, in place of one each. Local ones are kept for each hostname of a listener.',
  cost: 'How much a request adds to the count. Left out: 1.',
  'cost.request': 'What is added when the request comes.',
  'cost.request.from':
    '`Number`: a fixed number. `Metadata`: one that another filter has set for the request.',
  'cost.request.number': 'The number.',
  'cost.request.metadata': 'Dynamic metadata that holds the number.',
  'cost.request.metadata.namespace': 'Namespace of the metadata, such as the name of the filter.',
  'cost.request.metadata.key': 'Key in that namespace.',
  'cost.response': 'What is added when the response is complete, besides what the request added.',
};

export const rateLimitWords: Words = {
  type: '`Local`: each proxy counts by itself. `Global`: a service counts for all proxies. Left out: all that is written below.',
  local: 'Local rate limits: each proxy counts by itself.',
  'local.rules[]': 'The limits. Requests beyond any of them are answered with 429.',
  ...within('local.rules[]', rules),
  global: 'Global rate limits: a service counts for all proxies, the one that `--rate-limit-service` names.',
  'global.rules[]': 'The limits. Requests beyond any of them are answered with 429.',
  ...within('global.rules[]', rules),
};
