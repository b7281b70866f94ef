import { type Words, within } from '../../reference/words.ts';
import { targetWords } from './policy-parts.ts';
import { serviceCallWords } from './service-call.ts';

const extProc: Words = {
  ...serviceCallWords,
  processingMode: 'What it is told; left out: headers.',
  'processingMode.request': 'Of requests.',
  'processingMode.request.body': 'Whether it is told bodies, and how.',
  'processingMode.request.attributes': 'What else it is told, by Envoy’s names.',
  'processingMode.response': 'Of answers.',
  'processingMode.allowModeOverride': 'Whether it may ask for more or less.',
  messageTimeout: 'How long it may take.',
  failOpen: 'Lets pass where it does not answer.',
  statusOnError: 'What is answered where it does not; left out: 500.',
  metadata: 'What it may know of what other filters found.',
  'metadata.accessibleNamespaces': 'What it is told.',
  'metadata.writableNamespaces': 'What it may say.',
  shadowMode: 'Tells it everything, and does nothing that it says.',
};

export const envoyExtensionPolicyWords: Words = {
  '': 'Says what else sees requests and answers: services, scripts.',
  ...targetWords,
  'spec.extProc[]':
    'Services of Envoy’s protocol for it that see and change requests and answers, in this order.',
  ...within('spec.extProc[]', extProc),
  'spec.lua[]': 'Scripts that do, in this order.',
  'spec.lua[].type': 'Whether the script stands here or in a ConfigMap.',
  'spec.lua[].inline': 'The script.',
  'spec.lua[].valueRef': 'The ConfigMap: its key `lua`, else its first.',
  'spec.wasm[]': 'Modules of WebAssembly.',
  'spec.dynamicModule[]': 'Modules of Envoy’s own sort.',
};
