/** Virtual addresses: who is given which, for how long. */
export { type AllocatedAddresses, allocateAddresses } from './allocate-addresses.ts';
