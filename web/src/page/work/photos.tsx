import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import type { CaseFile, Photo } from '../../api/work.ts';
import { distance, moment } from '../../format.ts';
import { text } from '../../i18n/index.ts';
import { photoBox, photosSent, presentable, waitingPhotos } from '../../photo-box.ts';
import { can, me } from '../../session.ts';
import { lang } from '../../settings.ts';
import { Icon } from '../../ui/icon.tsx';
import { loadFile, said } from './store.ts';
import { words } from './words.ts';

/** Which photo is shown large. */
const large = signal<number | null>(null);
const bad = signal(false);

/** What was seen before and after; adding one goes through the photos that wait, so that it survives a bad line. */
export function Photos({ of: c }: { of: CaseFile }) {
  const t = words.value;
  useEffect(() => {
    void photoBox();
    large.value = null;
    bad.value = false;
    let sent = photosSent.peek();
    return effect(() => {
      if (photosSent.value > sent) void loadFile(c.id);
      sent = photosSent.value;
    });
  }, [c.id]);
  const photos = c.photos ?? [];
  const waiting = waitingPhotos.value.filter(
    (p) => p.under?.includes(`/cases/${c.id}/`) && p.account === me.value?.id,
  ).length;
  const groups = [
    ['before', photos.filter((p) => p.kind !== 'after')],
    ['after', photos.filter((p) => p.kind === 'after')],
  ] as const;
  const mayAdd = can('case.handle') || can('case.verify');
  return (
    <section class="work-part" aria-labelledby="work-photos">
      <h3 id="work-photos">{t.photos}</h3>
      {photos.length === 0 && <p class="small soft">{t.noPhotos}</p>}
      <div class="work-photos">
        {groups.map(
          ([kind, some]) =>
            some.length > 0 && (
              <div key={kind}>
                <p class="tiny soft">{t[kind]}</p>
                <ul>
                  {some.map((p) => (
                    <li key={p.id}>
                      <button
                        type="button"
                        class="work-thumb"
                        aria-label={`${t[kind]} ${t.photoOf(photos.indexOf(p) + 1, photos.length)}`}
                        onClick={() => {
                          large.value = photos.indexOf(p);
                        }}
                      >
                        {p.state === 'ready' ? (
                          <img src={p.thumb} alt="" loading="lazy" />
                        ) : (
                          <span class="tiny soft">{t.photoWaiting}</span>
                        )}
                      </button>
                    </li>
                  ))}
                </ul>
              </div>
            ),
        )}
      </div>
      {waiting > 0 && (
        <p class="tiny soft" role="status">
          {t.photoWait(waiting)}
        </p>
      )}
      {bad.value && (
        <p class="fault" role="alert">
          {t.badPhoto}
        </p>
      )}
      {mayAdd && (
        <div class="row work-add">
          <Add id={c.id} kind="before" label={t.addBefore} />
          <Add id={c.id} kind="after" label={t.addAfter} />
        </div>
      )}
      {large.value !== null && photos[large.value] && <Large of={c} photos={photos} at={large.value} />}
    </section>
  );
}

function Add({ id, kind, label }: { id: string; kind: 'before' | 'after'; label: string }) {
  return (
    <label class="button work-file small">
      <Icon name="plus" size={18} />
      {label}
      <input
        type="file"
        class="unseen"
        accept="image/*"
        multiple
        onChange={async (event) => {
          const account = me.peek()?.id ?? 0;
          const input = event.currentTarget;
          const files = await Promise.all([...(input.files ?? [])].map(presentable));
          input.value = '';
          bad.value = files.includes(null);
          await (await photoBox()).addToCase(
            id,
            kind,
            files.filter((f) => f !== null),
            account,
          );
        }}
      />
    </label>
  );
}

/** One photo as large as the window, with the way to the next. */
function Large({ of: c, photos, at }: { of: CaseFile; photos: readonly Photo[]; at: number }) {
  const t = words.value;
  const p = photos[at] as Photo;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => {
    large.value = null;
  };
  const step = (by: number) => {
    const to = at + by;
    if (photos[to]) large.value = to;
  };
  const clear = async () => {
    await ask('POST', `/api/v1/photos/${p.id}/clear`, { body: { cleared: !p.cleared } });
    said.value = p.cleared ? t.photoHidden : t.photoPublic;
    await loadFile(c.id);
  };
  const facts = [
    p.by_reporter ? t.photoBy.reporter : t.photoBy.staff,
    p.taken_at && moment(new Date(p.taken_at), lang.value),
    p.distance_m !== null && p.distance_m !== undefined && t.photoFar(distance(p.distance_m, text.value)),
    p.cleared ? t.photoPublic : t.photoHidden,
  ].filter(Boolean);
  return (
    <dialog
      ref={dialog}
      class="work-large"
      aria-label={t.photoOf(at + 1, photos.length)}
      onClose={close}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') step(1);
        if (event.key === 'ArrowLeft') step(-1);
      }}
    >
      <img src={p.full} alt={t.photoOf(at + 1, photos.length)} />
      <div class="row spread work-large-foot">
        <p class="small soft">
          {t.photoOf(at + 1, photos.length)} · {facts.join(' · ')}
        </p>
        <div class="row">
          {can('photo.clear') && !c.sensitive && (
            <button type="button" class="button" onClick={() => void clear()}>
              {p.cleared ? t.makeHidden : t.makePublic}
            </button>
          )}
          <button type="button" class="button" onClick={close}>
            {t.closePhoto}
          </button>
        </div>
      </div>
    </dialog>
  );
}
