import type { ObjectReview } from '#inspect';
import { type Fields, isMap } from '#lib/fields.ts';
import type { Finding } from '#lib/finding.ts';

/** Asked is an API server's question: may this object be written? */
export interface Asked {
  readonly uid: string;
  /** Absent where the request is not examined (see `readReview`): it is allowed, whatever it is. */
  readonly object?: Fields;
}

const version = 'admission.k8s.io/v1';

/**
 * readReview reads an AdmissionReview; undefined where the body is none. Some requests are not examined: deletions, objects
 * being deleted, subresources such as status, and updates of nothing but status and metadata other than labels. Whoever
 * tidies up must not be kept from it.
 */
export function readReview(body: unknown): Asked | undefined {
  if (!isMap(body) || body.apiVersion !== version || body.kind !== 'AdmissionReview') return undefined;
  const { request } = body;
  if (!isMap(request) || typeof request.uid !== 'string') return undefined;
  const { uid, operation, subResource = '', object, oldObject } = request;
  const isWrite = operation === 'CREATE' || operation === 'UPDATE';
  if (!isWrite || subResource !== '' || !isMap(object) || isOnItsWayOut(object)) return { uid };
  if (isMap(oldObject) && meaningOf(oldObject) === meaningOf(object)) return { uid };
  return { uid, object };
}

function isOnItsWayOut({ metadata }: Fields): boolean {
  return isMap(metadata) && metadata.deletionTimestamp !== undefined;
}

/**
 * The part of an object that is examined. Comparing JSON is enough, as API servers write the fields of an object in one
 * order.
 */
function meaningOf({ metadata, status: _, ...rest }: Fields): string {
  const labels = isMap(metadata) ? metadata.labels : undefined;
  return JSON.stringify([rest, labels]);
}

/** reviewed is the AdmissionReview that answers a request. */
export function reviewed(uid: string, { refusals, warnings, remarks = [] }: ObjectReview): Fields {
  const told = [...warnings.map(sentence), ...remarks];
  return {
    apiVersion: version,
    kind: 'AdmissionReview',
    response: {
      uid,
      allowed: refusals.length === 0,
      ...(refusals.length === 0 ? {} : { status: refusal(refusals) }),
      ...(told.length === 0 ? {} : { warnings: bounded(told) }),
    },
  };
}

/** An API server takes 4096 characters of warnings, and 256 of each. */
const mostWarnings = 15;
const longestWarning = 256;
const mostCauses = 50;

function refusal(findings: readonly Finding[]): Fields {
  const shown = findings.slice(0, mostCauses);
  const more = findings.length - shown.length;
  return {
    // With a `reason`, kubectl would leave out who refused.
    code: 422,
    message: [...shown.map(sentence), ...(more === 0 ? [] : [`and ${more} more`])].join('; '),
    details: {
      causes: shown.map(({ message, path }) => ({ reason: 'FieldValueInvalid', message, field: path })),
    },
  };
}

function bounded(told: readonly string[]): readonly string[] {
  const more = told.length - mostWarnings;
  const shown = more > 0 ? [...told.slice(0, mostWarnings), `and ${more} more`] : told;
  return shown.map(text => (text.length <= longestWarning ? text : `${text.slice(0, longestWarning - 1)}…`));
}

function sentence({ path, message }: Finding): string {
  // A line break would end the header that carries the warning.
  return (path === '' ? message : `${path}: ${message}`).replace(/\s+/g, ' ');
}
