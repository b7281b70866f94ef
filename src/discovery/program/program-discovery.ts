import type { ProgramWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { type WebDiscoveryOptions, webDiscovery } from '../web/web-discovery.ts';
import { lookUpProgram } from './look-up-program.ts';

/** Timeout in ms. */
const patience = 60_000;

/** createProgramDiscovery reads programs to know their hashes, every five minutes. */
export function createProgramDiscovery(options: WebDiscoveryOptions<ProgramWant>): Discovery<ProgramWant> {
  return webDiscovery(options, patience, lookUpProgram);
}
