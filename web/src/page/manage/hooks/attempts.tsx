import { hooks } from '../../../api/manage.ts';
import { moment } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { Failure } from '../../../ui/failure.tsx';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { words } from './words.ts';

/** What a hook was told, and what it answered. */
export function Attempts({ id }: { id: number }) {
  const t = inUse(words);
  const { data, error, again } = useFetched(String(id), (signal) => hooks.attempts(id, signal));
  if (error) return <Failure error={error} retry={again} />;
  if (!data) return <span class="skeleton" />;
  if (data.length === 0) return <p class="soft">{t.noLog}</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{t.at}</th>
          <th scope="col">{t.answer}</th>
          <th scope="col" class="num">
            {t.took}
          </th>
        </tr>
      </thead>
      <tbody>
        {data.map((a) => (
          <tr key={`${a.at}${a.id ?? ''}`}>
            <td class="figure">{moment(new Date(a.at), lang.value)}</td>
            <td>
              {a.status === 0 ? t.noAnswer : a.status} <span class="soft">{a.error}</span>
            </td>
            <td class="num">{t.ms(a.took_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
