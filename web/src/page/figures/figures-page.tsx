import '../../ui/paper.css';
import '../../ui/office.css';
import './figures-page.css';
import { useState } from 'preact/hooks';
import {
  type Figures,
  type FiguresQuery,
  type FiguresRow,
  figures,
  type Grouping,
  groupings,
  workbook,
} from '../../api/figures.ts';
import { areaName } from '../../data/areas.ts';
import { date, moment } from '../../format.ts';
import { named } from '../../i18n/index.ts';
import { address, setQuery } from '../../router.ts';
import { can, me } from '../../session.ts';
import { lang } from '../../settings.ts';
import { AreaField } from '../../ui/area-field.tsx';
import { Failure } from '../../ui/failure.tsx';
import { DateField, Pick } from '../../ui/form.tsx';
import { Gate } from '../../ui/gate.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { comma, inUse } from '../../ui/words.ts';
import { Charts } from './charts.tsx';
import { preset, presets } from './order.ts';
import { Table } from './table.tsx';
import { Totals } from './totals.tsx';
import { words } from './words.ts';

/** How cases went: for officials, by month, area or department, to be read, printed and taken along. */
export function FiguresPage() {
  return (
    <Gate any={['figures.read']}>
      <Inside />
    </Gate>
  );
}

const isDay = (s: string | null): s is string => /^\d{4}-\d{2}-\d{2}$/.test(s ?? '');

function firstQuery(): FiguresQuery {
  const asked = new URLSearchParams(address.peek().query);
  const by = asked.get('by') as Grouping;
  const [from, to] = [asked.get('from'), asked.get('to')];
  return {
    by: groupings.includes(by) ? by : 'month',
    area: asked.get('area') ?? '',
    ...(isDay(from) && isDay(to) ? { from, to } : preset('year', new Date())),
  };
}

function Inside() {
  const t = inUse(words);
  const [query, set] = useState(firstQuery);
  const change = (more: Partial<FiguresQuery>) => {
    const next = { ...query, ...more };
    set(next);
    setQuery(new URLSearchParams({ ...next }).toString());
  };
  const { data, error, loading, again } = useFetched(JSON.stringify(query), (signal) => figures(query, signal));
  return (
    <main class="page paper">
      <div class="paper-column wide">
        <header class="figures-head">
          <div>
            <h1>{t.title}</h1>
            <p class="lead">{t.lead}</p>
          </div>
          <p class="actions no-print">
            <a class="button" href={workbook(query, lang.value)} download>
              {t.xlsx}
            </a>
            <button type="button" class="button" onClick={() => print()}>
              <Icon name="print" />
              {t.print}
            </button>
          </p>
        </header>
        <Controls query={query} change={change} />
        {error && <Failure error={error} retry={again} />}
        {!data && !error && <p role="status">{t.counting}</p>}
        {data && <Found of={data} query={query} busy={loading} />}
      </div>
    </main>
  );
}

function Controls({ query, change }: { query: FiguresQuery; change: (more: Partial<FiguresQuery>) => void }) {
  const t = inUse(words);
  const by = groupings.filter((g) => g !== 'member' || can('member.read'));
  const today = new Date();
  return (
    <div class="stack no-print">
      <div class="toolbar">
        <Pick
          label={t.by}
          value={query.by}
          set={(next) => change({ by: next as Grouping })}
          options={by.map((g) => [g, t.groupings[g]] as const)}
        />
        <AreaField
          label={t.area}
          permission="figures.read"
          all={t.everywhere}
          value={query.area}
          set={(area) => change({ area })}
        />
        <DateField label={t.from} value={query.from} set={(from) => isDay(from) && change({ from })} />
        <DateField label={t.to} value={query.to} set={(to) => isDay(to) && change({ to })} />
      </div>
      <p class="actions">
        {presets.map((name) => {
          const span = preset(name, today);
          const chosen = span.from === query.from && span.to === query.to;
          return (
            <button key={name} type="button" class="button" aria-pressed={chosen} onClick={() => change(span)}>
              {t.presets[name]}
            </button>
          );
        })}
      </p>
    </div>
  );
}

function Found({ of, query, busy }: { of: Figures; query: FiguresQuery; busy: boolean }) {
  const t = inUse(words);
  const language = lang.value;
  const rows = of.rows ?? [];
  const title = titleOf(query.by, t.unnamed, language);
  const mine = (me.value?.areas['figures.read'] ?? []).filter(Boolean).map(areaName).join(comma());
  const day = (s: string) => date(new Date(`${s}T00:00`), language);
  if (rows.length === 0) return <p class="block soft">{t.none}</p>;
  return (
    <div class="stack figures-found" aria-busy={busy}>
      <p class="small soft">
        {t.span(day(query.from), day(query.to))} · {query.area ? areaName(query.area) : mine || t.everywhere} ·{' '}
        {t.at(moment(new Date(of.at), language))}
      </p>
      <Totals of={of.total} />
      <Table key={query.by} rows={rows} total={of.total} title={title} />
      <Charts by={query.by} rows={rows} title={title} />
    </div>
  );
}

/** What a row is called; months as the language writes them. */
function titleOf(by: Grouping, unnamed: string, language: 'zh' | 'en'): (row: FiguresRow) => string {
  return ({ key, title }) => {
    const [, y, m] = /^(\d{4})-(\d{2})/.exec(key) ?? [];
    if (by === 'month' && y && m)
      return language === 'zh' ? `${y}年${Number(m)}月` : date(new Date(`${key}-01T00:00`), language).slice(2);
    return named(title) || key || unnamed;
  };
}
