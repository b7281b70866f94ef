import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { hashBytes } from '#lib/stable-hash.ts';
import type { Plan } from './plan.ts';

/** planHash names a plan: 16 hexadecimal digits, equal for equal plans. */
export function planHash(plan: Plan): string {
  return hashBytes(JSON.stringify(plan));
}

const version = 1;
const longestPlan = 4_194_304;

/**
 * recordPlan writes a plan into comments of at most `width` characters each, which stand in a chain of their own that
 * no packet enters. So the rules themselves say what they are meant to be: status and uninstall need no file, no flags,
 * and nothing that a crash could leave behind.
 */
export function recordPlan(plan: Plan, width: number): readonly string[] {
  const packed = deflateRawSync(JSON.stringify({ version, hash: planHash(plan), plan })).toString(
    'base64url',
  );
  const head = (i: number) => `fairlead:${i}:`;
  const room = width - head(9999).length;
  const pieces = packed.match(new RegExp(`.{1,${room}}`, 'g')) ?? [];
  return pieces.map((piece, i) => `${head(i)}${piece}`);
}

/** readPlan is the inverse of recordPlan; undefined where comments are missing, changed, or of another version. */
export function readPlan(comments: readonly string[]): Plan | undefined {
  const pieces = comments.flatMap(comment => {
    const [, index, piece] = /^fairlead:(\d{1,4}):([\w-]+)$/.exec(comment) ?? [];
    return index === undefined || piece === undefined ? [] : [{ index: Number(index), piece }];
  });
  const ordered = pieces.toSorted((a, b) => a.index - b.index);
  if (ordered.length === 0 || ordered.some(({ index }, i) => index !== i)) return undefined;
  try {
    const packed = Buffer.from(ordered.map(({ piece }) => piece).join(''), 'base64url');
    const record: unknown = JSON.parse(inflateRawSync(packed, { maxOutputLength: longestPlan }).toString());
    return isRecord(record) && record.hash === planHash(record.plan) ? record.plan : undefined;
  } catch {
    // Somebody edited the comments: the plan cannot be read, which status reports as drift.
    return undefined;
  }
}

interface PlanRecord {
  readonly version: typeof version;
  readonly hash: string;
  readonly plan: Plan;
}

/** The hash proves that recordPlan wrote the rest, so its shape needs no second check. */
function isRecord(value: unknown): value is PlanRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === version &&
    'plan' in value
  );
}
