import { Command } from 'commander';
import { signingSecret } from '../../core/access/signing-secret.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { withApp } from '../open-for-command.ts';

/** `kith signing-secret`: what an organization's web site checks signed redirects and sign-ons with. */
export function signingSecretCommand(): Command {
  const command = new Command('signing-secret').description(
    "show the secret that Luminate's signatures are made with, for the web site that checks them",
  );
  return withOrganizationOption(command).action(showSecret);
}

async function showSecret(options: OrganizationOption): Promise<void> {
  console.log(
    await withApp(async ({ db, secret }) => signingSecret(secret, (await operatorOf(db, options)).organization)),
  );
}
