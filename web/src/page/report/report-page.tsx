import './report-page.css';
import { useEffect, useState } from 'preact/hooks';
import { Refusal } from '../../api/client.ts';
import { refusal } from '../../data/load.ts';
import { categories, loadCategories, nets } from '../../data/site.ts';
import { text } from '../../i18n/index.ts';
import { outbox } from '../../outbox.ts';
import { Failure } from '../../ui/failure.tsx';
import { Lazy } from '../../ui/lazy.tsx';
import { body, category, missing, outcome, photos, place, refused, startLocating, words } from './draft.ts';
import { more } from './more.ts';
import { KeptCard, SentCard, SentLater, Waiting } from './outcome.tsx';
import { PlaceMap } from './place-map.tsx';
import { What } from './what.tsx';
import { Where } from './where.tsx';

/** Where, what, send: three steps on one screen. */
export function ReportPage() {
  useEffect(() => {
    if (!categories.value.data) void loadCategories();
    return startLocating();
  }, []);
  const t = text.value;
  if (nets.value.data?.length === 0) {
    return (
      <main class="page message">
        <h1>{t.problem.noCells}</h1>
        <p>{t.problem.noCellsHow}</p>
      </main>
    );
  }
  const done = outcome.value;
  return (
    <main class="page report-page">
      <PlaceMap />
      <div class="form">
        <SentLater />
        {done?.kind === 'sent' && <SentCard receipt={done.receipt} />}
        {done?.kind === 'kept' && <KeptCard of={done.key} />}
        {!done && <Form />}
        <Waiting />
      </div>
    </main>
  );
}

function Form() {
  const t = text.value.report;
  const [tried, setTried] = useState(false);
  const [sending, setSending] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const [p, code] = [place.value, category.value];
    if (missing.value || !p || !code) {
      document.querySelector<HTMLElement>(`#step-${missing.value === 'category' ? 'what' : 'where'}`)?.focus();
      return;
    }
    setSending(true);
    refused.value = null;
    try {
      const done = await (await outbox()).submit(body(p, code), photos.value);
      if (done.kind === 'refused') refused.value = new Refusal(done.problem?.status ?? done.status, done.problem);
      else outcome.value = done;
    } catch (error) {
      refused.value = refusal(error);
    } finally {
      setSending(false);
    }
  };
  return (
    <form onSubmit={send} noValidate aria-busy={sending}>
      <h1>{t.title}</h1>
      <p class="tiny soft">{t.danger}</p>
      <Lazy load={more.fromCode} props={{}} />
      <Where tried={tried} />
      <What tried={tried} />
      <Lazy load={more.alike} props={{}} />
      <Words />
      <Lazy load={more.photos} props={{}} />
      <Lazy load={more.contact} props={{}} />
      {refused.value && <Failure error={refused.value} />}
      <div class="send">
        <button type="submit" class="button chief" disabled={sending}>
          {sending ? t.sending : t.send}
        </button>
        <p class="unseen" role="status">
          {sending && t.sending}
        </p>
      </div>
    </form>
  );
}

function Words() {
  const t = text.value.report;
  return (
    <div class="part">
      <label class="label" for="words">
        {t.words}
      </label>
      <textarea
        id="words"
        class="field"
        maxLength={4000}
        placeholder={t.wordsHint}
        value={words.value}
        onInput={(event) => {
          words.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}
