import { signal } from '@preact/signals';
import type { Category } from '../../api/types.ts';
import { categories, loadCategories } from '../../data/site.ts';
import { named, text } from '../../i18n/index.ts';
import { shapeOf } from '../../map/marks.ts';
import { Failure } from '../../ui/failure.tsx';
import { MarkIcon } from '../../ui/mark.tsx';
import { isPointLayer } from '../../view.ts';
import { category } from './draft.ts';

/** How many are shown as pictures; the service lists the most common first. */
const pictured = 6;

/** Pictures of the most common matters, in a box of 24. */
export const pictures: Record<string, string> = {
  '06013': 'M8 3 4.5 21M16 3l3.5 18M12 3.5v2M12 8.5v2M9.2 14.5l2.2 1 1.4-1.6 1.8 2.4-2 1.7-2-.8-1.4 1',
  '90001': 'M4 21V4h9v17M7 8h3M7 12h3M7 16h3M18 4v7M15.5 9 18 11.5 20.5 9M16.3 15.5l3.4-.6.6 3.4-3.4.6Z',
  '06010': 'M9 4.5 12 7l3-2.5M12 7c-5 2-7.2 6.5-6.5 13.5h13C19.2 13.5 17 9 12 7ZM9.5 12c-.8 1.5-1.2 3.2-1.1 5',
  '09009':
    'M4 16.500v-4.500l2.2-5h11.600l2.2 5v4.500ZM4 12h16M5.5 16.500V19M18.5 16.500V19M7.5 14.300h.01M16.5 14.300h.01',
  '90003':
    'M12.5 3c.5 4 5 5.5 5 10.500a5.5 5.5 0 0 1-11 .3c0-2.6 1.5-3.6 2-5.8 1.6 1 2.1 2.2 2.1 3.7 1.8-2.2 2.4-5.4 1.9-8.700Z',
  '01002': 'M12 4a8 8 0 1 1 0 16 8 8 0 1 1 0-16ZM8.5 9h7M7.5 12h9M8.5 15h7',
};

const search = signal('');

/** Step two: what it is about. One group of choices: pictures for the common ones, a list for the rest. */
export function What({ tried }: { tried: boolean }) {
  const t = text.value.report;
  const { data, error } = categories.value;
  const common = data?.slice(0, pictured) ?? [];
  const others = data?.slice(pictured) ?? [];
  const chosen = others.find((c) => c.code === category.value);
  return (
    <section class="part" id="step-what" tabIndex={-1} aria-labelledby="what">
      <h2 id="what">
        <span class="step figure" aria-hidden="true">
          2
        </span>
        {t.what}
      </h2>
      {error && !data && <Failure error={error} retry={() => void loadCategories()} />}
      {tried && !category.value && (
        <p class="fault" role="alert">
          {t.needCategory}
        </p>
      )}
      <fieldset>
        <legend class="unseen">{t.common}</legend>
        <div class="tiles">{data ? common.map((c) => <Tile key={c.code} of={c} />) : !error && <Skeletons />}</div>
      </fieldset>
      {data && (
        <details class="others" open={chosen !== undefined || undefined}>
          <summary>
            {t.other}
            {chosen && <strong>{named(chosen.name)}</strong>}
          </summary>
          <Others all={others} />
        </details>
      )}
    </section>
  );
}

function Tile({ of: c }: { of: Category }) {
  return (
    <label class="tile">
      <input {...choice(c.code)} />
      <svg width="40" height="40" viewBox="0 0 24 24" aria-hidden="true">
        <path
          d={pictures[c.code] ?? 'M12 5v8M12 17v.01'}
          fill="none"
          stroke="currentColor"
          stroke-width="1.4"
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      </svg>
      <span>{named(c.name)}</span>
    </label>
  );
}

function Others({ all }: { all: readonly Category[] }) {
  const t = text.value.report;
  const q = search.value.trim().toLowerCase();
  const found = all.filter((c) => `${c.name.zh} ${c.name.en} ${c.code}`.toLowerCase().includes(q));
  return (
    <fieldset>
      <legend class="unseen">{t.other}</legend>
      <input
        class="field"
        type="search"
        aria-label={t.searchOther}
        placeholder={t.searchOther}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <div class="other-list">
        {found.map((c) => (
          <label key={c.code} class="other">
            <input {...choice(c.code)} />
            <MarkIcon
              mark={{ shape: isPointLayer(c.layer) ? shapeOf[c.layer] : 'circle', fill: 'full', ring: false }}
              size={20}
            />
            <span>{named(c.name)}</span>
          </label>
        ))}
        {found.length === 0 && <p class="small soft">{t.noCategory}</p>}
      </div>
    </fieldset>
  );
}

/** What the radio buttons of the group share. */
const choice = (code: string) => ({
  type: 'radio' as const,
  name: 'category',
  value: code,
  checked: category.value === code,
  onChange: () => {
    category.value = code;
  },
});

function Skeletons() {
  return [0, 1, 2, 3, 4, 5].map((i) => (
    <span key={i} class="tile" aria-hidden="true">
      <span class="skeleton" />
    </span>
  ));
}
