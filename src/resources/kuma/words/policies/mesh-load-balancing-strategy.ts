import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords, toWords } from './parts.ts';

export const meshLoadBalancingStrategyWords: Words = {
  '': 'Says how the endpoint for a request is chosen: the load balancing algorithm, and preference by zone and tags.',
  ...topLevelWords,
  ...toWords,
  ...within('spec.to[].default', {
    loadBalancer:
      'Load balancing algorithm, among the endpoints that `localityAwareness` leaves; left out: `LeastRequest`.',
    'hashPolicies[]':
      'Parts of a request that are hashed before those of the load balancer, whichever that is.',
    localityAwareness:
      'Locality awareness: which endpoints are preferred, by zone and by tags within a zone.',
  }),
  ...within('spec.to[].default.loadBalancer', {
    type: 'Endpoints in turn, by the fewest active requests, by consistent hashing (`RingHash`, `Maglev`), or at random.',
    roundRobin: 'For `RoundRobin`, which has no settings.',
    random: 'For `Random`, which has no settings.',
    leastRequest: 'For `LeastRequest`.',
    'leastRequest.choiceCount':
      'Endpoints chosen at random, of which the least loaded is taken; left out: 2.',
    'leastRequest.activeRequestBias':
      'How strongly active requests reduce an endpoint’s weight, where endpoints have weights; left out: 1.',
    ringHash: 'For `RingHash`: consistent hashing on a ring.',
    'ringHash.hashFunction': 'Hash function; left out: `XXHash`.',
    'ringHash.minRingSize': 'Minimum number of entries on the ring.',
    'ringHash.maxRingSize': 'Maximum number of entries on the ring.',
    'ringHash.hashPolicies[]':
      'Parts of a request that are hashed, in this order. Those of `default` go before those of the load balancer.',
    'ringHash.hashPolicies[].type':
      'Part of the request, or of its connection; the field that goes with it says more.',
    'ringHash.hashPolicies[].terminal': 'Where the request has this part, none that follow are hashed.',
    'ringHash.hashPolicies[].header': 'For `Header`: a request header.',
    'ringHash.hashPolicies[].header.name': 'Name of the header.',
    'ringHash.hashPolicies[].cookie': 'For `Cookie`: a cookie.',
    'ringHash.hashPolicies[].cookie.name': 'Name of the cookie.',
    'ringHash.hashPolicies[].cookie.ttl':
      'Lifetime of a cookie that is set for clients without one; left out: none is set.',
    'ringHash.hashPolicies[].cookie.path': 'Path of the cookie that is set.',
    'ringHash.hashPolicies[].connection': 'For `Connection` and `SourceIP`: the connection.',
    'ringHash.hashPolicies[].connection.sourceIP': 'Hashes the caller’s IP address; must be true.',
    'ringHash.hashPolicies[].queryParameter': 'For `QueryParameter`: a parameter of the query.',
    'ringHash.hashPolicies[].queryParameter.name': 'Name of the parameter.',
    'ringHash.hashPolicies[].filterState': 'For `FilterState`: an object of Envoy’s filter state.',
    'ringHash.hashPolicies[].filterState.key': 'Key of the object.',
    maglev: 'For `Maglev`: consistent hashing by a lookup table.',
    'maglev.hashPolicies[]': 'Parts of a request that are hashed, in this order.',
    'maglev.tableSize': 'Size of the table, a prime number; left out: 65537.',
  }),
  ...within('spec.to[].default.localityAwareness', {
    disabled:
      'Turns locality awareness off: all endpoints are used alike. `localZone` and `crossZone` go before it.',
    localZone: 'Preference among endpoints of the caller’s own zone.',
    'localZone.affinityTags[]':
      'Tags, or labels, by which endpoints are preferred that have the caller’s own value. The first that matches counts.',
    'localZone.affinityTags[].key': 'Name of the tag or label.',
    'localZone.affinityTags[].weight':
      'Weight of endpoints that match, where those without a match have 1; left out: nine times that of all that follow.',
    crossZone:
      'Failover to other zones, while too few endpoints of the own zone are healthy. Left out beside `localZone`: none.',
    'crossZone.failover[]':
      'Zones that take over, in this order of priority. A zone that no item names is never called.',
    'crossZone.failover[].from': 'Callers that the item holds for; left out: all.',
    'crossZone.failover[].from.zones': 'Zones of the callers.',
    'crossZone.failover[].to': 'Zones that take over.',
    'crossZone.failover[].to.type': 'No zone, these zones, any zone, or any except these.',
    'crossZone.failover[].to.zones': 'Names of zones. A workload’s zone is its tag or label `kuma.io/zone`.',
    'crossZone.failoverThreshold': 'When the next zones take over.',
    'crossZone.failoverThreshold.percentage':
      'Percentage of healthy endpoints below which they do, above 0 and up to 100; left out: 50.',
  }),
};
