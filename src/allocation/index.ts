/** Virtual addresses: who is given which, for how long. */
export { type AllocatedAddresses, allocateAddresses, allocateUnremembered } from './allocate-addresses.ts';
