import type { Command } from 'commander';
import { makeSigningKey } from '#tokens';
import type { RegisterCommand } from './command.ts';
import { generateGroup } from './generate-group.ts';
import { print } from './stdout.ts';

const examples = `
The key with the greatest number signs; tokens of each that is there are believed. So a key is changed by adding one, issuing
tokens anew, and taking the old one away:

  fairlead generate signing-key > key.pem
  fairlead apply -f - <<END
  type: Secret
  mesh: default
  name: dataplane-token-signing-key-default-2
  data: $(base64 -w0 key.pem)
  END

Of tokens of users it is a GlobalSecret user-token-signing-key-2, of gateways gateway-token-signing-key-2. A Secret
dataplane-token-revocations-default (GlobalSecret user-token-revocations, gateway-token-revocations) lists the ids (jti) of tokens
that are to hold no longer, with commas between.`;

/** `fairlead generate signing-key`: a key that signs tokens. */
export const generateSigningKeyCommand: RegisterCommand = program => {
  const command: Command = generateGroup(program)
    .command('signing-key')
    .description('Make a key that signs tokens (PEM)')
    .addHelpText('after', examples);
  command.action(async () => print(await makeSigningKey()));
};
