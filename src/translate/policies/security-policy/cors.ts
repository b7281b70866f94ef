import type { SecurityPolicy } from '#resources';
import { given } from '../given.ts';
import { type Section, sectionOf } from '../section.ts';

/** corsSection leaves absent what is not written: a policy that is merged with this one may set it. */
export function corsSection({
  allowOrigins,
  allowCredentials,
  allowMethods,
  allowHeaders,
  exposeHeaders,
  maxAge,
}: NonNullable<SecurityPolicy['spec']['cors']>): Section {
  return sectionOf({
    cors: given({
      origins: allowOrigins,
      credentials: allowCredentials,
      methods: allowMethods,
      headers: allowHeaders,
      exposedHeaders: exposeHeaders,
      maxAge: maxAge === undefined ? undefined : Math.floor(maxAge / 1000),
    }),
  });
}
