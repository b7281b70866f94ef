import type { AwsKeys, Ec2Want, Refused } from '#model';
import type { Lookup } from '../repeated-lookups.ts';
import { withinTime } from '../within-time.ts';

/** Seconds for which an answer is valid. */
const life = 30;

/** AskingAws is how long to wait for AWS: so many milliseconds, or until nobody wants the answer. */
export interface AskingAws {
  readonly timeout: number;
  readonly stopped: AbortSignal;
}

/** lookUpInstances asks AWS once. It never rejects, and its error messages never contain a key. */
export async function lookUpInstances(
  want: Ec2Want,
  { timeout, stopped }: AskingAws,
): Promise<Lookup<Ec2Want>> {
  const held = want.keys?.held;
  if (held !== undefined && 'problem' in held)
    return { kind: 'failed', error: held.problem, refused: 'identity' };
  try {
    // AWS's library is as large as everything else: only wants for instances load it.
    const { describeInstances } = await import('./describe-instances.ts');
    const instances = await withinTime(timeout, stopped, signal => describeInstances(want, held, signal));
    return { kind: 'found', answer: { kind: 'ec2', instances }, ttl: life, complete: true };
  } catch (error) {
    const refused = refusedBy(error);
    const said = withoutKeys(saidBy(error), held);
    return { kind: 'failed', error: said, ...(refused === undefined ? {} : { refused }) };
  }
}

/** Kinds of refusal, by AWS's error codes. */
const refusals: Readonly<Record<string, Refused>> = {
  AuthFailure: 'identity',
  CredentialsProviderError: 'identity',
  ExpiredToken: 'identity',
  ExpiredTokenException: 'identity',
  InvalidClientTokenId: 'identity',
  MissingAuthenticationToken: 'identity',
  RequestExpired: 'identity',
  SignatureDoesNotMatch: 'identity',
  UnrecognizedClientException: 'identity',
  AccessDenied: 'permission',
  AccessDeniedException: 'permission',
  UnauthorizedOperation: 'permission',
};

function refusedBy(error: unknown): Refused | undefined {
  return error instanceof Error ? refusals[error.name] : undefined;
}

/** More of an error message than this, nobody reads. */
const longest = 500;

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError' || name === 'TimeoutError') return 'no answer';
  const text = message === '' ? (code ?? name) : name === 'Error' ? message : `${name}: ${message}`;
  return text.replace(/\s+/g, ' ').slice(0, longest);
}

function withoutKeys(text: string, keys: AwsKeys | undefined): string {
  return Object.values(keys ?? {}).reduce((left, key: string) => left.replaceAll(key, '…'), text);
}
