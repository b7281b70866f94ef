import { type Words, within } from '../../reference/words.ts';
import { targetWords } from './policy-parts.ts';
import { serviceCallWords } from './service-call.ts';

const extProc: Words = {
  ...serviceCallWords,
  processingMode: 'Which parts of requests and responses the service is told. Left out: none.',
  'processingMode.request': 'Tells the service the headers of requests, and what is given below.',
  'processingMode.request.body': 'Tells it bodies, too, and how. Left out: no bodies.',
  'processingMode.request.attributes': 'Attributes that it is told, by Envoy’s names.',
  'processingMode.response': 'Tells the service the headers of responses, and what is given below.',
  'processingMode.allowModeOverride':
    'Lets the service choose for each request which further parts it is told.',
  messageTimeout:
    'How long the service may take to answer a message. Left out: the request timeout of `backendSettings`, else 200ms.',
  failOpen: 'Lets requests pass unchanged where the service cannot be reached, or fails.',
  statusOnError: 'Status of requests that are refused because the service fails. Left out: 500.',
  metadata: 'Dynamic metadata of the request that the service shares with other filters.',
  'metadata.accessibleNamespaces': 'Namespaces of metadata that the service is told.',
  'metadata.writableNamespaces':
    'Namespaces of metadata that the service may set. Not those of Envoy’s own filters.',
  shadowMode: 'Tells the service everything without waiting for it, and ignores its answers.',
};

export const envoyExtensionPolicyWords: Words = {
  '': 'Says what else processes requests and responses: services (`extProc`), Lua scripts, Wasm modules.',
  ...targetWords,
  'spec.extProc[]':
    'Services that see and change requests and responses, over Envoy’s `ext_proc` protocol, in this order.',
  ...within('spec.extProc[]', extProc),
  'spec.lua[]': 'Lua scripts that do so, in this order.',
  'spec.lua[].type': 'Whether the script is written here or stands in a ConfigMap.',
  'spec.lua[].inline': 'The script.',
  'spec.lua[].valueRef': 'ConfigMap that holds the script: under the key `lua`, else under its first key.',
  'spec.lua[].filterContext':
    'Settings for the script, as an object: it reads them with `handle:filterContext()`.',
  'spec.wasm[]': 'Wasm modules that do so.',
  'spec.wasm[].name': 'Name of the module, in logs and for itself.',
  'spec.wasm[].rootID': 'Root context to run, where the module has several.',
  'spec.wasm[].code': 'Where the module comes from.',
  'spec.wasm[].code.type': 'An HTTP address, or an image.',
  'spec.wasm[].code.http': 'Address from which proxies fetch the module.',
  'spec.wasm[].code.http.url': 'The address.',
  'spec.wasm[].code.http.sha256':
    'SHA-256 that the module must have. Left out: the control plane finds it by reading the module, every five minutes.',
  'spec.wasm[].code.http.tls': 'How the server at that address is verified.',
  'spec.wasm[].code.http.tls.caCertificateRef':
    'Secret or ConfigMap with the CA certificates, in place of the machine’s.',
  'spec.wasm[].code.image':
    'Image that the control plane pulls the module from, where the operator names a directory for it (`--wasm-cache`).',
  'spec.wasm[].code.image.url':
    'Name of the image: `registry/name:tag`, or `registry/name@sha256:…`. It holds the module as a layer of its own, or as the file `plugin.wasm` of its last layer.',
  'spec.wasm[].code.image.sha256':
    'Digest that the image must have. Left out: any; the tag is looked at every five minutes.',
  'spec.wasm[].code.image.tls': 'How the registry is verified.',
  'spec.wasm[].code.image.tls.caCertificateRef':
    'Secret or ConfigMap with the CA certificates, in place of the machine’s.',
  'spec.wasm[].code.image.pullSecretRef':
    'Secret of type `kubernetes.io/dockerconfigjson` with the login. Left out: the image is pulled without one.',
  'spec.wasm[].config': 'Settings that the module is given, as JSON.',
  'spec.wasm[].failOpen': 'Lets requests pass unchanged where the module cannot be loaded, or fails.',
  'spec.wasm[].env': 'Environment variables of the proxy that the module sees.',
  'spec.wasm[].env.hostKeys': 'Names of the variables.',
  'spec.dynamicModule[]': 'Dynamic modules of Envoy.',
};
