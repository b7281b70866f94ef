import type { HttpFilter } from './http-filter.ts';
import { router } from './router.ts';

/** Every HTTP filter, in the order in which requests pass them. */
export const filters: readonly HttpFilter[] = [router];
