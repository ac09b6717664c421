import { useState } from 'preact/hooks';
import { text } from '../../i18n/index.ts';
import { Lazy } from '../../ui/lazy.tsx';
import { filters, formatFilters } from './filters.ts';

const panel = () => import('./filter/panel.tsx').then((m) => m.FilterPanel);

/** The filters, folded; their script comes when they are first unfolded. */
export function FilterBox() {
  const [opened, setOpened] = useState(false);
  const t = text.value.filter;
  const f = filters.value;
  const chosen = f.category.length + f.state.length + f.severity.length + f.cell.length + (f.from || f.to ? 1 : 0);
  return (
    <details class="layers filters" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>
        <h2>{t.title}</h2>
        {formatFilters(f).length > 0 && <span class="small soft">{t.chosen(chosen)}</span>}
      </summary>
      {opened && <Lazy load={panel} props={{}} />}
    </details>
  );
}
