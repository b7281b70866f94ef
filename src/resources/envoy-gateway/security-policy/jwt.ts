import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { headerName } from '../../gateway-api/fields.ts';
import { ruled } from '../../schema/annotate.ts';
import { uniqueBy } from '../../schema/unique.ts';
import { usedBackendCluster } from '../backend-cluster.ts';
import { textSource } from '../text-source.ts';
import { webAddress } from '../web-address.ts';

const name = Type.String({ minLength: 1, maxLength: 253 });

const remoteJwks = Type.Object({
  ...usedBackendCluster,
  uri: webAddress,
  cacheDuration: Type.Optional(duration),
  failedRefetchDuration: Type.Optional(duration),
});

const provider = ruled(
  Type.Object({
    name,
    issuer: Type.Optional(Type.String({ maxLength: 253 })),
    audiences: Type.Array(Type.String({ minLength: 1, maxLength: 1024 }), { maxItems: 8, default: [] }),
    remoteJWKS: Type.Optional(remoteJwks),
    localJWKS: Type.Optional(textSource(1_048_576)),
    claimToHeaders: Type.Array(Type.Object({ header: headerName, claim: name }), {
      maxItems: 64,
      default: [],
    }),
    recomputeRoute: Type.Boolean({ default: false }),
    extractFrom: Type.Optional(
      Type.Object({
        headers: Type.Array(
          Type.Object({ name: headerName, valuePrefix: Type.Optional(Type.String({ maxLength: 256 })) }),
          { maxItems: 16, default: [] },
        ),
        params: Type.Array(name, { maxItems: 16, default: [] }),
        cookies: Type.Array(name, { maxItems: 16, default: [] }),
      }),
    ),
  }),
  ({ remoteJWKS, localJWKS }, report) => {
    if (remoteJWKS === undefined && localJWKS === undefined)
      report('is required, or localJWKS', 'remoteJWKS');
    if (remoteJWKS !== undefined && localJWKS !== undefined)
      report('must be left out where remoteJWKS is given', 'localJWKS');
  },
);

/** jwt admits requests with a token that is valid for one of the providers. */
export const jwt = Type.Object({
  optional: Type.Boolean({ default: false }),
  failOpen: Type.Boolean({ default: false }),
  providers: ruled(Type.Array(provider, { minItems: 1, maxItems: 16 }), uniqueBy('name')),
});
