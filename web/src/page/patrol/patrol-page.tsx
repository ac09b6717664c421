import '../report/report-page.css';
import './patrol.css';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Category } from '../../api/types.ts';
import { categories, loadCategories, nets } from '../../data/site.ts';
import { distance } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { lasting, ours, outbox } from '../../outbox.ts';
import { mostPhotos, waitingPhotos } from '../../photo-box.ts';
import { me, session, signInHere } from '../../session.ts';
import { Failure } from '../../ui/failure.tsx';
import { HashLink } from '../../ui/hash-link.tsx';
import { Icon } from '../../ui/icon.tsx';
import { askSide, located, place, side, sides } from '../report/draft.ts';
import { SentLater, useArrived } from '../report/outcome.tsx';
import { PlaceMap } from '../report/place-map.tsx';
import { pictures } from '../report/what.tsx';
import {
  addPhotos,
  category,
  choosing,
  fault,
  findAgain,
  fix,
  last,
  note,
  photos,
  refused,
  send,
  sending,
  startAgain,
  startPatrol,
} from './patrol.ts';
import { words } from './words.ts';

/** Three taps with one thumb: the shutter, the matter, send. */
export function PatrolPage() {
  useEffect(() => void session().catch(() => null), []);
  const t = words.value;
  if (me.value === null) return <Gate title={t.forStaff} how={t.forStaffHow} />;
  // Not known means that there is no network: whoever was signed in here goes on, and it is sent later.
  if (me.value && !me.value.permissions.includes('case.patrol')) return <Gate title={t.noRight} how={t.noRightHow} />;
  return <Patrol />;
}

function Gate({ title, how }: { title: string; how: string }) {
  const t = words.value;
  return (
    <main class="page message">
      <h1>{title}</h1>
      <p>{how}</p>
      <p class="row patrol-gate">
        {me.value === null && (
          <a class="button chief" href={signInHere()}>
            {t.signIn}
          </a>
        )}
        <a class="button" href="/report">
          {t.report}
        </a>
      </p>
    </main>
  );
}

function Patrol() {
  useEffect(() => {
    if (!categories.peek().data) void loadCategories();
    return startPatrol();
  }, []);
  const t = words.value;
  if (nets.value.data?.length === 0)
    return (
      <main class="page message">
        <h1>{text.value.problem.noCells}</h1>
        <p>{text.value.problem.noCellsHow}</p>
      </main>
    );
  return (
    <main class="page patrol-page" data-choosing={choosing.value ? '' : undefined}>
      <PlaceMap />
      <div class="patrol-form">
        <h1 class="unseen">{t.title}</h1>
        <PlaceLine />
        {choosing.value ? <Choose /> : <Shoot />}
      </div>
    </main>
  );
}

function PlaceLine() {
  const t = words.value;
  const state = fix.value;
  const p = place.value;
  const at = located.value.data;
  const how = p?.from === 'fix' ? t.accuracy(distance(p.accuracyM, text.value)) : p ? t.byHand : '';
  return (
    <div class="patrol-place" aria-live="polite">
      <div class="row spread">
        <p>
          {p && at ? <strong>{at.name || at.cell || text.value.report.outside}</strong> : null}
          {!p && state === 'finding' && <span class="soft">{t.finding}</span>}
          {!p && state === 'denied' && <span class="small">{t.denied}</span>}
          {!p && state === 'failed' && <span class="small">{t.noFix}</span>}
          {p && <span class="small soft"> {how}</span>}
        </p>
        <button type="button" class="button bare square" aria-label={t.again} title={t.again} onClick={findAgain}>
          <Icon name="locate" />
        </button>
      </div>
      {choosing.value && askSide.value && (
        <fieldset class="patrol-sides">
          <legend class="small">{t.whichSide}</legend>
          {sides.value.map((c) => (
            <label key={c.cell} class="patrol-chip">
              <input
                type="radio"
                name="patrol-side"
                checked={side.value === c.cell}
                onChange={() => {
                  side.value = c.cell;
                }}
              />
              <span>{c.name || c.cell}</span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

/** The camera, and what became of the one before. */
function Shoot() {
  const t = words.value;
  return (
    <div class="patrol-shoot">
      <Last />
      <SentLater />
      <Waits />
      <Camera class="patrol-shutter" label={t.shoot}>
        <span class="patrol-ring">
          <svg width="44" height="44" viewBox="0 0 24 24" aria-hidden="true">
            <path
              d="M4 8h3.500l1.500-2.500h6L16.500 8H20v11H4zM12 10.500a3.250 3.250 0 1 1 0 6.500 3.250 3.250 0 1 1 0-6.500Z"
              fill="none"
              stroke="currentColor"
              stroke-width="1.500"
              stroke-linejoin="round"
            />
          </svg>
        </span>
        {t.shoot}
      </Camera>
      <button
        type="button"
        class="button bare"
        onClick={() => {
          choosing.value = true;
        }}
      >
        {t.noPhoto}
      </button>
      {fault.value && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
    </div>
  );
}

interface CameraProps {
  class: string;
  label: string;
  children: preact.ComponentChildren;
}

function Camera({ class: name, label, children }: CameraProps) {
  return (
    <label class={name}>
      <input
        type="file"
        class="patrol-camera"
        accept="image/*"
        capture="environment"
        aria-label={label}
        onChange={(event) => {
          const input = event.currentTarget;
          const files = [...(input.files ?? [])];
          input.value = '';
          void addPhotos(files);
        }}
      />
      {children}
    </label>
  );
}

function Last() {
  const t = words.value;
  const done = last.value;
  useArrived(done?.kind === 'kept' ? done.key : undefined, (receipt) => {
    last.value = { kind: 'sent', receipt };
  });
  return (
    <div role="status" class="patrol-last">
      {done?.kind === 'sent' && (
        <p class="notice">
          <Icon name="check" size={20} />
          <span>
            <strong>{t.sent}</strong>{' '}
            <HashLink class="figure" to={`/track#${done.receipt.tracking}`}>
              {done.receipt.tracking}
            </HashLink>
            <br />
            {done.receipt.cell ? t.sentTo(done.receipt.cell_name || done.receipt.cell) : t.toCentre}
          </span>
        </p>
      )}
      {done?.kind === 'kept' && (
        <p class="notice warn">
          <Icon name="wait" size={20} />
          <span>{done.signIn ? t.signInToSend : t.kept}</span>
          {done.signIn && (
            <a class="button" href={signInHere()}>
              {t.signIn}
            </a>
          )}
        </p>
      )}
    </div>
  );
}

/** What waits on this phone. */
function Waits() {
  const t = words.value;
  const [reports, pictures] = [ours.value.length, waitingPhotos.value.filter((p) => p.report === null).length];
  if (reports + pictures === 0) return null;
  return (
    <div class="row spread patrol-waits small">
      <span>
        {[reports > 0 && t.waiting(reports), pictures > 0 && t.waitingPhotos(pictures)].filter(Boolean).join(' · ')}
        {!lasting.value && <span class="fault">{t.memoryOnly}</span>}
      </span>
      <button type="button" class="button" onClick={async () => (await outbox()).flush()}>
        {t.now}
      </button>
    </div>
  );
}

/** Six large pictures, a search for the rest, and send. */
function Choose() {
  const t = words.value;
  return (
    <form
      class="patrol-choose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="patrol-scroll">
        <div class="patrol-shots">
          {photos.value.map((photo, i) => (
            <Shot key={i} photo={photo} n={i + 1} />
          ))}
          {photos.value.length < mostPhotos && (
            <Camera class="patrol-more" label={photos.value.length > 0 ? t.more : t.shoot}>
              <Icon name="plus" />
              <span class="tiny">{photos.value.length > 0 ? t.more : t.shoot}</span>
            </Camera>
          )}
        </div>
        <Matters />
        <label class="label" for="patrol-words">
          {t.words}
        </label>
        <textarea
          id="patrol-words"
          class="field patrol-words"
          rows={2}
          maxLength={4000}
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value;
          }}
        />
      </div>
      <div class="patrol-foot">
        {fault.value && (
          <p class="fault" role="alert">
            {fault.value}
          </p>
        )}
        {refused.value && <Failure error={refused.value} />}
        <div class="row">
          <button type="button" class="button" onClick={startAgain}>
            {t.back}
          </button>
          <button type="submit" class="button chief patrol-send" disabled={sending.value}>
            {sending.value ? t.sending : t.send}
          </button>
        </div>
      </div>
    </form>
  );
}

function Shot({ photo, n }: { photo: Blob; n: number }) {
  const t = words.value;
  const url = useMemo(() => URL.createObjectURL(photo), [photo]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <span class="patrol-shot">
      <img src={url} alt={t.photo(n)} />
      <button
        type="button"
        class="button square"
        aria-label={t.remove(n)}
        onClick={() => {
          photos.value = photos.value.filter((p) => p !== photo);
        }}
      >
        <Icon name="close" size={20} />
      </button>
    </span>
  );
}

/** How many are shown as pictures; the service lists the most common first. */
const pictured = 6;

function Matters() {
  const t = words.value;
  const [q, setQ] = useState('');
  const { data, error } = categories.value;
  if (error && !data) return <Failure error={error} retry={() => void loadCategories()} />;
  const wanted = q.trim().toLowerCase();
  const all = data ?? [];
  const found = wanted
    ? all.filter((c) => `${c.name.zh} ${c.name.en} ${c.code}`.toLowerCase().includes(wanted)).slice(0, 12)
    : all.slice(0, pictured);
  const chosen = all.find((c) => c.code === category.value);
  const shown = chosen && !found.includes(chosen) ? [chosen, ...found] : found;
  return (
    <fieldset class="patrol-matters">
      <legend class="label">{t.what}</legend>
      <div class="tiles">
        {shown.map((c) => (
          <Tile key={c.code} of={c} />
        ))}
      </div>
      {wanted !== '' && found.length === 0 && <p class="small soft">{t.none}</p>}
      <input
        class="field patrol-search"
        type="search"
        aria-label={t.search}
        placeholder={t.search}
        value={q}
        onInput={(event) => setQ(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
    </fieldset>
  );
}

function Tile({ of: c }: { of: Category }) {
  return (
    <label class="tile">
      <input
        type="radio"
        name="patrol-category"
        value={c.code}
        checked={category.value === c.code}
        onChange={() => {
          category.value = c.code;
          fault.value = null;
        }}
      />
      {pictures[c.code] && (
        <svg width="32" height="32" viewBox="0 0 24 24" aria-hidden="true">
          <path
            d={pictures[c.code]}
            fill="none"
            stroke="currentColor"
            stroke-width="1.400"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </svg>
      )}
      <span>{named(c.name)}</span>
    </label>
  );
}
