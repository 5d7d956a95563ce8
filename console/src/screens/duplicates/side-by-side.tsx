// Fields of several records in columns. Where they differ, a press chooses whose value stays.
import type { Constituent } from '@kith/client';
import { shown } from '../../app/labels.ts';
import { type Texts, useTexts } from '../../app/texts.tsx';

/** Lists whose elements all stay: nothing is to choose. */
const LISTS = ['email_addresses', 'phone_numbers', 'street_addresses', 'external_ids', 'groups'] as const;

interface Props {
  readonly people: readonly Constituent[];
  readonly survivor: number;
  readonly choose: Readonly<Record<string, number>>;
  readonly stay: (id: number) => void;
  readonly onChoose: (field: string, id: number) => void;
}

export function SideBySide({ people, survivor, choose, stay, onChoose }: Props) {
  const texts = useTexts();
  const { duplicates: words } = texts;
  const names = Object.keys(texts.fields) as (keyof Texts['fields'])[];
  const filled = names.filter((name) => people.some((person) => !isBlank(person[name])));
  const differing = filled.filter((name) => isConflict(people, name));
  const equal = filled.filter((name) => !differing.includes(name));
  return (
    <section className="table-frame" aria-label={words.compareTitle}>
      <table className="sides">
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            {people.map((person, place) => (
              <th key={person.id} scope="col">
                <label className="choice">
                  <input
                    type="radio"
                    name="survivor"
                    checked={person.id === survivor}
                    onChange={() => stay(person.id)}
                  />
                  {person.display_name} <span className="quiet">{person.id}</span> <kbd>{place + 1}</kbd>
                </label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differing.map((name) => (
            <tr key={name} className="differs">
              <th scope="row">{texts.fields[name]}</th>
              {people.map((person) => (
                <td key={person.id}>
                  <label className="choice">
                    <input
                      type="radio"
                      name={name}
                      checked={person.id === keptOf(people, name, { survivor, choose })}
                      disabled={isBlank(person[name])}
                      onChange={() => onChoose(name, person.id)}
                    />
                    {shown(person[name], texts)}
                  </label>
                </td>
              ))}
            </tr>
          ))}
          {equal.map((name) => (
            <tr key={name}>
              <th scope="row">{texts.fields[name]}</th>
              {people.map((person) => (
                <td key={person.id}>{shown(person[name], texts)}</td>
              ))}
            </tr>
          ))}
          {LISTS.map((list) => (
            <tr key={list}>
              <th scope="row">{listNames(texts)[list]}</th>
              {people.map((person) => (
                <td key={person.id}>{shown(person[list], texts)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isBlank = (value: unknown) => value === null || value === '' || value === false;

/** Whether two records have different values, neither of them blank. */
function isConflict(people: readonly Constituent[], name: keyof Texts['fields']): boolean {
  return new Set(people.map((person) => person[name]).filter((value) => !isBlank(value))).size > 1;
}

/** Whose value stays: as chosen, else the survivor's, else the first there is. */
function keptOf(
  people: readonly Constituent[],
  name: keyof Texts['fields'],
  { survivor, choose }: Pick<Props, 'survivor' | 'choose'>,
): number | undefined {
  const filled = people.filter((person) => !isBlank(person[name]));
  const kept = filled.find(({ id }) => id === choose[name]) ?? filled.find(({ id }) => id === survivor) ?? filled[0];
  return kept?.id;
}

function listNames({ person, duplicates }: Texts): Record<(typeof LISTS)[number], string> {
  return {
    email_addresses: person.emails,
    phone_numbers: person.phones,
    street_addresses: person.addresses,
    external_ids: person.identifiers,
    groups: duplicates.tables.group_memberships,
  };
}
