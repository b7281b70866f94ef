import { Type } from 'typebox';

/** The names that every dialect shares, as the Kubernetes API server checks them. */

/** labelPattern is the pattern of an RFC 1123 label, without anchors. */
export const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
/** subdomainPattern is the pattern of such labels joined by dots. */
export const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`;

export const subdomain = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: `^${subdomainPattern}$`,
  '~wants':
    'a name of lower-case letters, digits, "-" and ".", that begins and ends with a letter or a digit',
});

export const namespaceName = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: `^${labelPattern}$`,
  '~wants': 'the name of a namespace: lower-case letters, digits and "-"',
});

/** A prefix of at most 253 characters, a slash, and a name of at most 63. */
const qualifiedName = {
  minLength: 1,
  maxLength: 317,
  pattern: `^(${subdomainPattern}/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$`,
};

export const labelKey = Type.String({
  ...qualifiedName,
  '~wants': 'a label name such as app or example.com/app',
});

export const labelValue = Type.String({
  maxLength: 63,
  pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
  '~wants': 'a label value: letters, digits, "-", "_" and ".", or empty',
});

export const annotationKey = Type.String({
  ...qualifiedName,
  '~wants': 'an annotation name such as note or example.com/note',
});
