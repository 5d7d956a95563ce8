// Changes as people read them: what, who, when, through what, and each value before and after.
import type { Change } from '@kith/client';
import { Link } from '@tanstack/react-router';
import { useFormat } from '../../app/format.ts';
import { shown, throughOf, whoOf } from '../../app/labels.ts';
import { useTexts } from '../../app/texts.tsx';
import { Empty } from '../../kit/states.tsx';

export function Changes({ changes, isOfOne }: { readonly changes: readonly Change[]; readonly isOfOne?: true }) {
  const { history } = useTexts();
  if (changes.length === 0) return <Empty title={history.none} />;
  return (
    <ol className="timeline">
      {changes.map((change) => (
        <li key={change.id}>
          <ChangeLine change={change} isOfOne={isOfOne ?? false} />
        </li>
      ))}
    </ol>
  );
}

function ChangeLine({ change, isOfOne }: { readonly change: Change; readonly isOfOne: boolean }) {
  const texts = useTexts();
  const format = useFormat();
  const { kind, subject, at, actor, via, fields, change_set_id: set } = change;
  return (
    <>
      <p className="timeline-head">
        <strong>{kind.replaceAll(/[._]/g, ' ')}</strong>{' '}
        {isOfOne ? null : subject.type === 'constituent' ? (
          <Link to="/people/$id" params={{ id: String(subject.id) }}>
            {subject.id}
          </Link>
        ) : (
          subject.id
        )}
      </p>
      <p className="quiet">
        <Link to="/history/$id" params={{ id: String(set) }}>
          {format.moment(at)}
        </Link>
        {` · ${whoOf(actor, texts)} · ${throughOf(via, texts)}`}
      </p>
      {fields.length === 0 ? null : (
        <dl className="pairs">
          {fields.map(({ field, label, before, after }) => (
            <div key={field}>
              <dt>{label}</dt>
              <dd>
                {before === null ? null : <del>{shown(before, texts)}</del>}{' '}
                {after === null ? null : <ins>{shown(after, texts)}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
