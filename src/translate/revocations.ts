import type { Tracker } from '#graph';
import {
  type AuthorityContext,
  type AuthorityProblem,
  authorityKey,
  type WrittenAuthorityRef,
} from './authorities.ts';
import type { Referrer } from './reference-grants.ts';

/** resolveRevoked gives the lists of revoked certificates (PEM) that a reference names, under `ca.crl`. */
export function resolveRevoked(
  { group, kind, name, namespace }: WrittenAuthorityRef,
  referrer: Referrer,
  { authorities, grants, track }: AuthorityContext,
): { readonly pem: string } | AuthorityProblem {
  const target = { group, kind, namespace: namespace ?? referrer.namespace, name };
  const shown = `${kind} ${target.namespace}/${name}`;
  if (group !== '' || (kind !== 'ConfigMap' && kind !== 'Secret')) {
    const message = `${shown} cannot hold a list of revoked certificates; a Secret or a ConfigMap can`;
    return { kind: 'kind', message };
  }
  if (!grants.permits(track, referrer, target)) {
    return { kind: 'grant', message: `CRL ref to ${shown} not permitted by any ReferenceGrant` };
  }
  const key = authorityKey(target);
  const text =
    kind === 'ConfigMap'
      ? track.fetch(authorities.configMaps, key)?.spec.data['ca.crl']
      : track.fetch(authorities.secrets, key)?.spec.data['ca.crl'];
  const pem = text === undefined ? '' : Buffer.from(text).toString().trim();
  if (holdsLists(pem)) return outdated(pem, shown, track) ?? { pem };
  return {
    kind: 'missing',
    message: `${shown} with a list of revoked certificates under ca.crl ${grants.absence(track, target)}`,
  };
}

/** With a list that has expired, Envoy accepts no certificate at all, and reports it nowhere. */
function outdated(pem: string, shown: string, track: Tracker): AuthorityProblem | undefined {
  const ends = listsIn(pem).flatMap(list => nextUpdateOf(list) ?? []);
  const end = Math.min(...ends);
  if (end > track.now()) {
    if (Number.isFinite(end)) track.validUntil(end);
    return undefined;
  }
  const message = `${shown} has a list of revoked certificates under ca.crl that ran out on ${new Date(end).toISOString()}; put the new one there`;
  return { kind: 'missing', message };
}

/** Envoy refuses a whole listener for one block that is not a list. A list is a sequence in DER whose head tells its true length. */
function holdsLists(pem: string): boolean {
  const lists = listsIn(pem);
  return lists.length > 0 && lists.every(der => der[0] === 0x30 && derLength(der) === der.length);
}

function listsIn(pem: string): Buffer[] {
  const blocks = pem.matchAll(/-----BEGIN X509 CRL-----([^-]*)-----END X509 CRL-----/g);
  return [...blocks].map(([, body = '']) => Buffer.from(body, 'base64'));
}

const utcTime = 0x17;
const generalizedTime = 0x18;

/** When the next list is due (RFC 5280, nextUpdate), in ms since the epoch: the second of two times that follow the issuer. */
function nextUpdateOf(list: Buffer): number | undefined {
  const [whole] = valuesIn(list);
  const [said] = whole === undefined ? [] : valuesIn(whole.content);
  const times = (said === undefined ? [] : valuesIn(said.content)).filter(
    ({ tag }) => tag === utcTime || tag === generalizedTime,
  );
  return times[1] && timeOf(times[1]);
}

interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
}

/** The DER values that follow each other in some bytes; a value that goes beyond the end is left out. */
function valuesIn(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const length = derLength(rest);
    if (length < 2 || length > rest.length) break;
    const head = (rest[1] ?? 0) < 0x80 ? 2 : 2 + (rest[1] ?? 0) - 0x80;
    values.push({ tag: rest[0] ?? 0, content: rest.subarray(head, length) });
    at += length;
  }
  return values;
}

/** `YYMMDDhhmmssZ`, or with a year of four digits. Two digits are of 1950 to 2049. */
function timeOf({ tag, content }: DerValue): number | undefined {
  const text = content.toString('latin1');
  const century = tag === generalizedTime ? '' : Number(text.slice(0, 2)) < 50 ? '20' : '19';
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(century + text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** How long the first value in DER is, its head included. */
function derLength(der: Buffer): number {
  const first = der[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const bytes = first - 0x80;
  return bytes > 6 || der.length < 2 + bytes ? -1 : 2 + bytes + der.readUIntBE(2, bytes);
}
