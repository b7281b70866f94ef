/** What Fairlead does in a Kubernetes cluster beyond reading it and writing status. */
export { WebhookConfiguration, type WebhookConfigurationOptions } from './admission/webhook-configuration.ts';
export type { Occurrence } from './events/event.ts';
export { EventRecorder, type EventRecorderOptions } from './events/event-recorder.ts';
export { type ToldFindings, tellFindings } from './events/tell-findings.ts';
export type { Certifier, ProxyCertificate } from './gateways/certificate.ts';
export type { ProxySettings } from './gateways/proxy-pod.ts';
export { GatewayRunner, type RunGatewaysOptions } from './gateways/run-gateways.ts';
export { Election, type ElectionOptions } from './leases/election.ts';
export { type LeaseName, parseLeaseName } from './leases/lease.ts';
export { Replicas, type ReplicasOptions, type Told } from './replicas/replicas.ts';
export { followSecret } from './secrets/follow-secret.ts';
export { type KeptPair, keepPair, type SecretName } from './secrets/kept-pair.ts';
