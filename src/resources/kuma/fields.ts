import { Type } from 'typebox';
import { isIpAddress } from '#lib/ip-address.ts';
import { labelKey, labelPattern, labelValue, subdomainPattern } from '../names.ts';
import { type Report, ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';

/** The field types that Kuma's kinds share. Bounds are those of its validators, and where these have none, those of Envoy. */

export { portNumber } from '../gateway-api/fields.ts';
export { universalGroup as kumaGroup } from '../universal.ts';

/** All of Kuma's kinds have only this version. */
export const kumaVersions = ['v1alpha1'] as const;

/** The name of a port or of a MeshService, or anything else that becomes a label of a host name. */
export const portName = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: `^${labelPattern}$`,
  '~wants': 'a name of lower-case letters, digits and "-"',
});

export const meshName = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: `^${labelPattern}$`,
  '~wants': 'the name of a mesh: lower-case letters, digits and "-"',
});

export const tagKey = Type.String({
  minLength: 1,
  maxLength: 317,
  pattern: '^[a-zA-Z0-9._/:-]+$',
  '~wants': 'the name of a tag: letters, digits, ".", "-", "_", ":" and "/"',
});
const tagValue = { minLength: 1, maxLength: 253 };

/** Tags are what Kuma had before labels; the tag `kuma.io/service` names the service. */
export const tags = mapOf(
  tagKey,
  Type.String({
    ...tagValue,
    pattern: '^[a-zA-Z0-9._-]+$',
    '~wants': 'the value of a tag: letters, digits, ".", "-" and "_"',
  }),
  64,
);

/** The value of a tag, or `*` for any. */
export const tagPattern = Type.String({
  ...tagValue,
  pattern: '^[a-zA-Z0-9._-]+$|^\\*$',
  '~wants': 'the value of a tag (letters, digits, ".", "-" and "_"), or "*" for any',
});

/** Labels, all of which an object must have. */
export const labels = mapOf(labelKey, labelValue, 64);

function checkIp(text: string, report: Report): void {
  if (!isIpAddress(text)) report('must be an IP address such as 10.0.0.1 or fd00::1');
}

export const ipAddress = ruled(
  Type.String({ minLength: 1, maxLength: 45, '~wants': 'an IP address' }),
  checkIp,
);

/** A host name without a wildcard. */
export const hostname = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: `^${subdomainPattern}$`,
  '~wants': 'a host name in lower case',
});

/** The address at which others reach something. */
export const address = ruled(
  Type.String({
    minLength: 1,
    maxLength: 253,
    pattern: `^[0-9a-fA-F:.]+$|^${subdomainPattern}$`,
    '~wants': 'an IP address or a host name in lower case',
  }),
  (text, report) => {
    if (text === '0.0.0.0' || text === '::')
      report('must be an address that others can reach, not that of every interface, such as 10.0.0.1');
  },
);
