import type { CaseRow } from '../../api/work.ts';
import { named } from '../../i18n/index.ts';
import { minute } from '../../ui/clock.ts';
import { MarkIcon } from '../../ui/mark.tsx';
import { standing } from './late.ts';
import { dueClass, inShort, markFor, stateName } from './say.ts';
import { deedOf, left, openCase, selected } from './store.ts';
import { words } from './words.ts';

/** One case in the list: what, how late, where, who has it. What was just done stands in its place until the list is renewed. */
export function Row({ of: row }: { of: CaseRow }) {
  const t = words.value;
  const s = standing(row, minute.value);
  const deed = deedOf(row.id);
  const gone = left.value.has(row.id);
  return (
    <li>
      <button
        type="button"
        class="work-row"
        data-row={row.id}
        data-quiet={gone || (deed && deed.state !== 'conflict' && deed.state !== 'refused') ? '' : undefined}
        aria-current={selected.value === row.id ? 'true' : undefined}
        onClick={() => openCase(row.id)}
      >
        <MarkIcon mark={markFor(row)} size={26} />
        <span class="work-row-words">
          <span class="work-row-head">
            <strong>{named(row.category.name)}</strong>
            {s.kind !== 'none' && <span class={dueClass(s)}>{inShort(s)}</span>}
          </span>
          <span class="work-row-where">
            {row.cell_name || row.cell || t.nowhere}
            <span class="soft"> · {stateName(row.state)}</span>
          </span>
          {row.words && <span class="work-row-text">{row.words}</span>}
          <Tags of={row} />
          {deed && (
            <span class={`work-row-deed ${deed.state}`}>
              {named(deed.title)}
              {deed.to && ` → ${deed.to}`}
              {deed.state === 'conflict' && ` · ${t.conflict}`}
              {deed.state === 'refused' && ` · ${t.refused}`}
            </span>
          )}
          {gone && !deed && <span class="work-row-deed">{t.gone}</span>}
        </span>
      </button>
    </li>
  );
}

function Tags({ of: row }: { of: CaseRow }) {
  const t = words.value;
  const urgent = row.severity === 'urgent' || row.severity === 'emergency';
  const tags = [
    row.state === 'contested' ? t.arbiter : row.department && named(row.department.title),
    row.state !== 'contested' && row.assignee?.name,
    row.sensitive && t.sensitive,
    row.reports > 1 && t.reportsN(row.reports),
    row.photos > 0 && t.photosN(row.photos),
    row.hops > 0 && t.hopsN(row.hops),
    row.reworks > 0 && t.reworksN(row.reworks),
  ].filter((words): words is string => Boolean(words));
  if (tags.length === 0 && !urgent) return null;
  return (
    <span class="work-tags">
      {urgent && <strong class="work-urgent">{t.severities[row.severity]}</strong>}
      {urgent && tags.length > 0 && ' · '}
      {tags.join(' · ')}
    </span>
  );
}
