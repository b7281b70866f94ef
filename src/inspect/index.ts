/** What can be told about what Fairlead holds, in the words of whoever asks: objects with status, findings with places. */
export { byPlace, type Locate, type LocatedFinding, locateFinding, type Place } from './located-finding.ts';
export { isEmptyStatus, type StatusEntry, statusEntry } from './status-entry.ts';
