import type { Command } from 'commander';
import { Fault } from '#lib/fault.ts';
import type { AdmissionOptions } from '../main/serve-admission.ts';
import type { ChosenCluster } from './cluster-flags.ts';
import { readTcpAddress } from './listen-address.ts';

/** AdmissionFlags configure the server that API servers ask before they accept what users write. */
export interface AdmissionFlags {
  readonly admission?: string;
  readonly admissionAuthority?: string;
  readonly admissionName?: string;
  readonly admissionConfiguration?: string;
  readonly admissionTlsCert?: string;
  readonly admissionTlsKey?: string;
}

/** addAdmissionFlags gives a command the flags of the admission webhook. */
export function addAdmissionFlags(command: Command): Command {
  return command
    .optionsGroup('Admission webhook:')
    .option(
      '--admission <address>',
      'address of the validating webhook: HOST:PORT; API servers ask it about objects before they accept them (default: no webhook)',
    )
    .option(
      '--admission-authority <namespace/name>',
      'Secret with the CA of the webhook’s certificate; created if it does not exist',
    )
    .option('--admission-name <host>', 'host name by which API servers reach the webhook: NAME.NAMESPACE.svc')
    .option(
      '--admission-configuration <name>',
      'ValidatingWebhookConfiguration whose caBundle is kept up to date',
    )
    .option(
      '--admission-tls-cert <file>',
      'certificate chain of the webhook (PEM); replaces the three flags above',
    )
    .option(
      '--admission-tls-key <file>',
      'private key of the webhook (PEM); both files are read again when they change',
    );
}

/** readAdmission reads the flags; empty where there is no `--admission`. */
export function readAdmission(
  flags: AdmissionFlags,
  kubernetes: ChosenCluster | undefined,
): { readonly admission?: AdmissionOptions } {
  const { admission, admissionAuthority, admissionName, admissionConfiguration } = flags;
  if (admission === undefined) {
    const alone = (
      [
        ['--admission-authority', admissionAuthority],
        ['--admission-name', admissionName],
        ['--admission-configuration', admissionConfiguration],
        ['--admission-tls-cert', flags.admissionTlsCert],
        ['--admission-tls-key', flags.admissionTlsKey],
      ] as const
    ).find(([, given]) => given !== undefined);
    if (alone !== undefined) throw new Fault('usage', `${alone[0]} needs --admission`);
    return {};
  }
  if (kubernetes === undefined) throw new Fault('usage', '--admission goes with --kubernetes');
  const { cluster, controller } = kubernetes;
  const { host, port } = readTcpAddress('--admission', admission);
  return { admission: { cluster, controller, host, port, certificate: readCertificate(flags) } };
}

function readCertificate(flags: AdmissionFlags): AdmissionOptions['certificate'] {
  const {
    admissionTlsCert: certFile,
    admissionTlsKey: keyFile,
    admissionAuthority: authority,
    admissionName: name,
    admissionConfiguration: configuration,
  } = flags;
  if (certFile !== undefined && keyFile !== undefined && authority === undefined)
    return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined && name !== undefined && configuration !== undefined) {
    const [, namespace, secret] = /^([a-z0-9][-a-z0-9]*)\/([a-z0-9][-.a-z0-9]*)$/.exec(authority ?? '') ?? [];
    if (namespace !== undefined && secret !== undefined)
      return { secret: { namespace, name: secret }, name, configuration };
  }
  throw new Fault(
    'usage',
    '--admission needs a certificate: --admission-tls-cert FILE and --admission-tls-key FILE, or --admission-authority NAMESPACE/NAME, --admission-name and --admission-configuration',
  );
}
