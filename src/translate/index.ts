export {
  type AddressPolicy,
  type CountingBackend,
  type GoogleMetadata,
  type GuardedClass,
  guardedClasses,
  refusedAddress,
} from './address-policy.ts';
export { backendKinds } from './backends/index.ts';
export { createInputs, type Inputs } from './inputs.ts';
export { membershipRefusal } from './mesh/mesh-constraints.ts';
export { type OwnListener, ownListener } from './own-listener.ts';
export { type TranslateOptions, type Translation, translate } from './translate.ts';
