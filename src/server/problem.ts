import type { Finding } from '#lib/finding.ts';

/** Problem is a refusal of something that was sent, in the form that Kuma's clients read: `field` is a path in the object. */
export interface Problem {
  readonly kind: 'problem';
  readonly status: 400 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 501 | 507;
  readonly title: string;
  readonly detail: string;
  readonly invalid?: readonly InvalidParameter[];
}

export interface InvalidParameter {
  readonly field: string;
  readonly reason: string;
}

/** problem makes a Problem without fields. */
export function problem(status: Problem['status'], title: string, detail: string): Problem {
  return { kind: 'problem', status, title, detail };
}

/** invalid makes the Problem that says what is wrong with an object, and where. */
export function invalid(parameters: readonly InvalidParameter[]): Problem {
  const title = 'Could not process a resource';
  return { kind: 'problem', status: 400, title, detail: 'Resource is not valid', invalid: parameters };
}

/** parameterOf is a finding as a field and a reason. */
export function parameterOf({ path, message }: Pick<Finding, 'path' | 'message'>): InvalidParameter {
  return { field: path, reason: message };
}

/** problemBody is the body that is sent for a problem. */
export function problemBody({ status, title, detail, invalid: parameters }: Problem): object {
  return {
    type: '/std-errors',
    status,
    title,
    detail,
    ...(parameters === undefined ? {} : { invalid_parameters: parameters }),
  };
}
