/** What programs at an address are, told by the control plane that reads them. */
export { createProgramDiscovery } from './program-discovery.ts';
