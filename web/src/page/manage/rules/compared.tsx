import type { Comparison } from '../../../api/manage.ts';
import { areaName } from '../../../data/areas.ts';
import { moment } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { inUse } from '../../../ui/words.ts';
import { departmentName } from '../departments/data.ts';
import { matterName } from './matter-field.tsx';
import { words } from './words.ts';

/** What the edited rules would change for the latest cases. */
export function Compared({ of }: { of: Comparison }) {
  const t = inUse(words);
  const moved = (of.cases ?? []).filter((c) => c.now !== c.then);
  return (
    <div role="status" class="stack tight">
      <p>
        <strong>{of.moved === 0 ? t.same(of.same) : t.moved(of.moved, of.moved + of.same)}</strong>
      </p>
      {moved.length > 0 && (
        <div class="table-frame compared">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t.caseTitle}</th>
                <th scope="col">{t.now}</th>
                <th scope="col">{t.after}</th>
              </tr>
            </thead>
            <tbody>
              {moved.map((c) => (
                <tr key={c.id}>
                  <th scope="row">
                    {matterName(c.category)}
                    <span class="rule-more">
                      {areaName(c.area)} · {moment(new Date(c.opened_at), lang.value)}
                    </span>
                  </th>
                  <td>{departmentName(c.now)}</td>
                  <td>{departmentName(c.then)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
