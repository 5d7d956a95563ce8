// The name of somebody of whom a list has the id alone.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../app/client.ts';

function usePerson(id: number) {
  return useQuery({ queryKey: ['person', id], queryFn: ({ signal }) => client.getConstituent({ id }, { signal }) });
}

export function PersonName({ id }: { readonly id: number }) {
  const person = usePerson(id);
  return (
    <Link to="/people/$id" params={{ id: String(id) }}>
      {person.data?.display_name || id}
    </Link>
  );
}
