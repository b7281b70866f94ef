/** The hashes of programs at web addresses; the control plane reads the programs. */
export { createProgramDiscovery } from './program-discovery.ts';
