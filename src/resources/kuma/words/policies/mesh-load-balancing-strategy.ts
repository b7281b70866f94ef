import { type Words, within } from '../../../reference/words.ts';
import { topLevelWords, toWords } from './parts.ts';

export const meshLoadBalancingStrategyWords: Words = {
  '': 'Says which endpoint of what is called gets a request.',
  ...topLevelWords,
  ...toWords,
  ...within('spec.to[].default', {
    loadBalancer: 'How one is chosen.',
    localityAwareness: 'Which of them are chosen from: by zones, and by tags within a zone.',
  }),
  ...within('spec.to[].default.loadBalancer', {
    type: 'By turns, by the fewest requests, by chance, or by what hashes alike.',
    roundRobin: 'Of the first nothing more is said.',
    random: 'Nor of this one.',
    leastRequest: 'Of `LeastRequest`.',
    'leastRequest.choiceCount': 'Among how many; left out: 2.',
    'leastRequest.activeRequestBias': 'How much requests under way count where endpoints have weights.',
    ringHash: 'Of `RingHash`.',
    'ringHash.hashFunction': 'How is hashed.',
    'ringHash.minRingSize': 'The least number of places on the ring.',
    'ringHash.maxRingSize': 'The greatest.',
    'ringHash.hashPolicies[]': 'What is hashed, one after the other; those of `default` go before.',
    'ringHash.hashPolicies[].type': 'What of a request, or of its connection.',
    'ringHash.hashPolicies[].terminal': 'Where it is there, nothing that follows is hashed.',
    'ringHash.hashPolicies[].header': 'A header.',
    'ringHash.hashPolicies[].header.name': 'Its name.',
    'ringHash.hashPolicies[].cookie': 'A cookie.',
    'ringHash.hashPolicies[].cookie.name': 'Its name.',
    'ringHash.hashPolicies[].cookie.ttl': 'Who has none gets one for so long.',
    'ringHash.hashPolicies[].cookie.path': 'For this path.',
    'ringHash.hashPolicies[].connection': 'The connection.',
    'ringHash.hashPolicies[].connection.sourceIP': 'The address of who calls.',
    'ringHash.hashPolicies[].queryParameter': 'A parameter of the query.',
    'ringHash.hashPolicies[].queryParameter.name': 'Its name.',
    'ringHash.hashPolicies[].filterState': 'What a filter left with the request.',
    'ringHash.hashPolicies[].filterState.key': 'Under this key.',
    maglev: 'Of `Maglev`.',
    'maglev.tableSize': 'How large its table is, a prime number; left out: 65537.',
  }),
  ...within('spec.to[].default.localityAwareness', {
    disabled: 'Zones are nothing: all endpoints are alike. What stands beside it goes before it.',
    localZone: 'Among those of the own zone.',
    'localZone.affinityTags[]': 'By which tags or labels they are alike to who calls, the first one first.',
    'localZone.affinityTags[].key': 'Its name. Who calls and who is called have the same value of it.',
    'localZone.affinityTags[].weight':
      'Their share of requests, where those without any have 1; left out: nine times of all that follow.',
    crossZone:
      'Which other zones take over where not enough of the own one is up; left out beside `localZone`: none.',
    'crossZone.failover[]': 'Some that do, and then the next. What none of them names is never called.',
    'crossZone.failover[].from': 'For whom; left out: for all.',
    'crossZone.failover[].from.zones': 'For those who call from these zones.',
    'crossZone.failover[].to': 'Which.',
    'crossZone.failover[].to.type': 'None, these alone, any, or any but these.',
    'crossZone.failover[].to.zones':
      'These. A workload stands in the zone that its tag or label `kuma.io/zone` says.',
    'crossZone.failoverThreshold': 'When they do.',
    'crossZone.failoverThreshold.percentage':
      'Where less than this share of the nearer ones is up, from above 0 to 100; left out: 50.',
  }),
};
