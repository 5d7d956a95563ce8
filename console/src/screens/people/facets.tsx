// How those in the list divide: a press narrows it, with the number that is left.
import { useQuery } from '@tanstack/react-query';
import { ToggleButton } from 'react-aria-components';
import { client } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { type Texts, useTexts } from '../../app/texts.tsx';
import { filterOf, type Narrowed, toggled, type Whom } from './whom.ts';

const FACETS = ['active', 'is_org', 'groups', 'membership_level', 'city'] as const;

/** Values of a facet that are shown. */
const MOST = 8;

interface FacetsProps {
  readonly whom: Whom;
  readonly onChange: (narrowed: Narrowed) => void;
}

export function Facets({ whom, onChange }: FacetsProps) {
  const texts = useTexts();
  const format = useFormat();
  const { q, narrowed = {} } = whom;
  const filter = filterOf(whom);
  const body = { ...(q && { q }), ...(filter && { filter }), limit: 1, facets: [...FACETS] };
  const found = useQuery({
    queryKey: ['people', 'facets', body],
    queryFn: ({ signal }) => client.queryConstituents({ body }, { signal }),
    placeholderData: (before) => before,
  });
  const { facets = {} } = found.data ?? {};
  return (
    <div className="facets">
      {FACETS.filter((facet) => (facets[facet]?.length ?? 0) > 0).map((facet) => (
        <fieldset key={facet}>
          <legend>{nameOf(facet, texts)}</legend>
          {facets[facet]?.slice(0, MOST).map(({ value, label, count }) => (
            <ToggleButton
              key={String(value)}
              className="facet"
              isSelected={narrowed[facet]?.includes(value) ?? false}
              onChange={() => onChange(toggled(narrowed, facet, value))}
            >
              {typeof value === 'boolean' ? (value ? texts.states.yes : texts.states.no) : label}{' '}
              <span className="quiet">{format.number(count)}</span>
            </ToggleButton>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

function nameOf(facet: (typeof FACETS)[number], { people, person, fields, groups }: Texts): string {
  const names = {
    active: fields.active,
    is_org: people.isOrg,
    groups: groups.groups,
    membership_level: groups.levels,
    city: person.city,
  };
  return names[facet];
}
