import { Command } from 'commander';
import { changeSetting } from '../../core/access/settings.ts';
import { Failure } from '../../core/base/failure.ts';
import { settingsReader } from '../../core/base/settings.ts';
import { transaction } from '../../db/transaction.ts';
import { DIALECTS, SETTING_RULES } from '../../http/dialects.ts';
import { type OrganizationOption, operatorOf, withOrganizationOption } from '../choose-organization.ts';
import { UsageError } from '../explain-error.ts';
import { withApp } from '../open-for-command.ts';
import { table } from '../table.ts';

const read = settingsReader(SETTING_RULES);

/** `kith settings`: what an organization decides for itself, such as the web sites that may call Luminate's client API. */
export function settingsCommand(): Command {
  const list = new Command('list').description('show every setting and what it takes').option('--json', 'print JSON');
  const set = new Command('set')
    .description('change a setting, e.g.: kith settings set allowedOrigins \'["https://www.example.org"]\'')
    .argument('<name>', 'from "kith settings list"')
    .argument('<value>', 'JSON; plain words need no quotes');
  const reset = new Command('reset')
    .description('go back to the default')
    .argument('<name>', 'from "kith settings list"');
  return new Command('settings')
    .description('show and change the settings of an organization')
    .addCommand(withOrganizationOption(list).action(listSettings))
    .addCommand(withOrganizationOption(set).action(setSetting))
    .addCommand(withOrganizationOption(reset).action((name, options) => change(name, undefined, options)));
}

async function listSettings(options: OrganizationOption & { json?: true }): Promise<void> {
  const { storedSettings } = await withApp(async ({ db }) => (await operatorOf(db, options)).organization);
  const settings = read(storedSettings);
  if (options.json) console.log(JSON.stringify(settings));
  else {
    const rows = Object.entries(SETTING_RULES).map(([name, { takes }]) => [
      name,
      JSON.stringify(settings[name]),
      takes,
    ]);
    console.log(table([['setting', 'value', 'takes'], ...rows]));
  }
}

async function setSetting(name: string, value: string, options: OrganizationOption): Promise<void> {
  await change(name, fromText(value), options);
}

function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function change(name: string, value: unknown, options: OrganizationOption): Promise<void> {
  await withApp(async ({ db }) => {
    const operator = await operatorOf(db, options);
    await transaction(db, operator, async (tx) => {
      await changeSetting(tx, operator, { name, value, rules: SETTING_RULES });
      // After the core has said that the value has the right form: only a dialect knows the names in it.
      const problem = DIALECTS.map((dialect) => dialect.settingProblem?.(name, value)).find(
        (text) => text !== undefined,
      );
      if (problem !== undefined) throw new UsageError(problem);
    }).catch((error: unknown) => {
      throw error instanceof Failure && error.kind === 'invalid' ? wrongUse(name) : error;
    });
  });
  console.log(value === undefined ? `${name} is back to its default.` : `${name} is ${JSON.stringify(value)}.`);
}

function wrongUse(name: string): UsageError {
  const rule = Object.hasOwn(SETTING_RULES, name) ? SETTING_RULES[name] : undefined;
  if (rule) return new UsageError(`${name} takes ${rule.takes}.`);
  return new UsageError(`There is no setting "${name}". There are: ${Object.keys(SETTING_RULES).join(', ')}.`);
}
