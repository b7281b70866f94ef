import type { HttpListenerPolicy } from '#resources';
import { httpListening, listeningMeaning } from './kgateway/listening.ts';
import type { PolicyKind } from './policy-kind.ts';

/** HTTPListenerPolicy of kgateway: the HTTP part of a ListenerPolicy, as an older kind. */
export const httpListenerPolicy: PolicyKind<HttpListenerPolicy> = {
  id: 'kgateway/HTTPListenerPolicy',
  group: 'gateway.kgateway.dev',
  kind: 'HTTPListenerPolicy',
  targets: ['gateway'],
  guards: 'listeners',
  isTogether: true,
  translate: (policy, context) => listeningMeaning(httpListening(policy.spec, 'spec', policy, context)),
};
