import { Type } from 'typebox';
import { ruled } from '../../schema/annotate.ts';

/** Its `type` has only one value. */
const source = Type.Object(
  { local: Type.Object({ path: Type.String({ minLength: 1, maxLength: 4096, pattern: '^/' }) }) },
  { '~ignores': ['type'] },
);

const maxMind = ruled(
  Type.Object({
    anonymousIpDbSource: Type.Optional(source),
    asnDbSource: Type.Optional(source),
    cityDbSource: Type.Optional(source),
    countryDbSource: Type.Optional(source),
    ispDbSource: Type.Optional(source),
  }),
  (sources, report) => {
    if (Object.values(sources).every(one => one === undefined))
      report('must name one database at least, such as cityDbSource');
  },
);

/** geoIp names the databases that tell where clients are. */
export const geoIp = Type.Object({ provider: Type.Object({ type: Type.Enum(['MaxMind']), maxMind }) });
