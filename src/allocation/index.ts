/** Virtual addresses: who gets which, and for how long. */
export { type AllocatedAddresses, allocateAddresses, allocateUnremembered } from './allocate-addresses.ts';
