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
  'spec.lua[].filterContext': 'What the script is told, as an object: `handle:filterContext()`.',
  'spec.wasm[]': 'Modules of WebAssembly.',
  'spec.wasm[].name': 'What the program is called, in logs and by itself.',
  'spec.wasm[].rootID': 'Which of the programs in it is meant, where there are several.',
  'spec.wasm[].code': 'Where the program is.',
  'spec.wasm[].code.type': 'Whether it is at an address, or in an image.',
  'spec.wasm[].code.http': 'The address, from which proxies fetch it.',
  'spec.wasm[].code.http.url': 'The address itself.',
  'spec.wasm[].code.http.sha256':
    'What the program must be: the SHA-256 of its bytes. Left out, the control plane reads it to know, and again every five minutes.',
  'spec.wasm[].code.http.tls': 'By whom the host is believed.',
  'spec.wasm[].code.http.tls.caCertificateRef':
    'The Secret or ConfigMap with the certificates, in the place of those of the machine.',
  'spec.wasm[].code.image': 'The image.',
  'spec.wasm[].config': 'What the program is given, as JSON.',
  'spec.wasm[].failOpen': 'Whether requests pass unchanged where it cannot be had, or fails.',
  'spec.wasm[].env': 'What of the proxy’s environment it sees.',
  'spec.wasm[].env.hostKeys': 'The variables, by their names.',
  'spec.dynamicModule[]': 'Modules of Envoy’s own sort.',
};
