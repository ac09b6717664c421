import '../../ui/paper.css';
import './track.css';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { track } from '../../api/office.ts';
import { categories, loadCategories } from '../../data/site.ts';
import { text } from '../../i18n/index.ts';
import { trackingNumber } from '../../number.ts';
import { address } from '../../router.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { UndoBar } from '../../ui/undo.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { inUse } from '../../ui/words.ts';
import { Lookup } from './lookup.tsx';
import { remember } from './recent.ts';
import { Story } from './story.tsx';
import { words } from './words.ts';

/** The number looked at; null: none yet. It stands behind the # of the address, which no server sees. */
const number = signal<string | null>(null);

function readAddress(): void {
  const query = new URLSearchParams(address.peek().query);
  number.value = trackingNumber(location.hash) ?? trackingNumber(query.get('n') ?? query.get('number') ?? '');
}

function show(next: string | null): void {
  history.pushState(null, '', next ? `/track#${next}` : '/track');
  number.value = next;
}

/** A report's progress for whoever has its number, without an account. */
export function TrackPage() {
  const t = inUse(words);
  useEffect(() => {
    if (!categories.value.data) void loadCategories();
    readAddress();
    addEventListener('popstate', readAddress);
    addEventListener('hashchange', readAddress);
    return () => {
      removeEventListener('popstate', readAddress);
      removeEventListener('hashchange', readAddress);
    };
  }, []);
  return (
    <main class="page paper">
      <div class="paper-column track">
        {number.value ? (
          <Found key={number.value} number={number.value} />
        ) : (
          <>
            <header>
              <h1>{t.title}</h1>
              <p class="lead">{t.lead}</p>
            </header>
            <Lookup show={show} />
          </>
        )}
      </div>
      <UndoBar />
    </main>
  );
}

function Found({ number: n }: { number: string }) {
  const t = inUse(words);
  const { data, error, loading, again, put } = useFetched(n, (signal) => track(n, signal));
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (!data || kept) return;
    remember(n);
    setKept(true);
  }, [data, kept, n]);
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && again();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [again]);
  const back = (
    <button type="button" class="button bare" onClick={() => show(null)}>
      {t.another}
    </button>
  );
  if (error?.status === 404 || error?.status === 400) {
    return (
      <>
        <header>
          <h1>{t.unknown}</h1>
          <p class="number">{n}</p>
          <p class="lead">{t.unknownHow}</p>
        </header>
        <Lookup show={show} first={n} />
      </>
    );
  }
  return (
    <>
      <div class="row spread track-top">
        {back}
        <button type="button" class="button bare" onClick={again} disabled={loading}>
          {t.refresh}
        </button>
      </div>
      {error && <Failure error={error} retry={again} />}
      {!data && !error && (
        <div class="block" role="status">
          <span class="unseen">{t.loading}</span>
          <span class="skeleton" />
          <span class="skeleton" />
          <span class="skeleton" />
        </div>
      )}
      {data && <Story of={data} put={put} />}
      {data && (
        <p class="actions">
          <a class="button" href="/report">
            <Icon name="report" />
            {t.again}
          </a>
          {data.lon !== null && data.lat !== null && (
            <a class="button" href={`/?c=${data.lon},${data.lat}&z=16`}>
              <Icon name="map" />
              {text.value.sent.onMap}
            </a>
          )}
        </p>
      )}
    </>
  );
}
