import type { Command } from 'commander';
import { makeSigningKey } from '#tokens';
import type { RegisterCommand } from './command.ts';
import { generateGroup } from './generate-group.ts';
import { print } from './stdout.ts';

const examples = `
The key with the highest number signs new tokens; tokens of every key in the store are accepted. To replace a key, add a new
one, issue new tokens, then delete the old key:

  fairlead generate signing-key > key.pem
  fairlead apply -f - <<END
  type: Secret
  mesh: default
  name: dataplane-token-signing-key-default-2
  data: $(base64 -w0 key.pem)
  END

For user tokens the object is a GlobalSecret named user-token-signing-key-2, for gateways gateway-token-signing-key-2.
To revoke tokens, list their ids (jti), separated by commas, in the Secret dataplane-token-revocations-default, or in the
GlobalSecrets user-token-revocations and gateway-token-revocations.`;

/** `fairlead generate signing-key`: a key that signs tokens. */
export const generateSigningKeyCommand: RegisterCommand = program => {
  const command: Command = generateGroup(program)
    .command('signing-key')
    .description('Create a key that signs tokens (PEM)')
    .addHelpText('after', examples);
  command.action(async () => print(await makeSigningKey()));
};
