import { useRef, useState } from 'preact/hooks';
import { api, type Refusal, take } from '../../api/client.ts';
import type { CaseAnswer, CaseFile, CaseReport, Contact } from '../../api/work.ts';
import { refusal } from '../../data/load.ts';
import { distance, moment } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { can } from '../../session.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MarkIcon } from '../../ui/mark.tsx';
import { Act } from './act.tsx';
import { standing } from './late.ts';
import { Photos } from './photos.tsx';
import { dueClass, holderName, listed, markFor, standingWords, stateName } from './say.ts';
import { closeCase, file, loadFile, loadNear, near, neighbour, openCase, position, selected } from './store.ts';
import { Story } from './story.tsx';
import { Tasks } from './tasks.tsx';
import { Where } from './where.tsx';
import { words } from './words.ts';

/** The case on show: its head, its story, and what may be done with it. */
export function CasePanel() {
  const t = words.value;
  const id = selected.value;
  const { data: c, error } = file.value;
  if (!id)
    return (
      <aside class="work-case work-none" aria-label={t.caseLabel}>
        <Icon name="work" size={40} />
        <p>{t.chooseOne}</p>
        <p class="small soft">{t.chooseHow}</p>
      </aside>
    );
  return (
    <aside class="work-case" aria-label={t.caseLabel}>
      <Head />
      <div class="work-case-body" key={id}>
        {error && !c && error.status === 404 && <p class="notice">{t.notThere}</p>}
        {error && !c && error.status === 0 && <NotYet retry={() => void loadFile(id)} />}
        {error && !c && ![0, 401, 404].includes(error.status) && (
          <Failure error={error} retry={() => void loadFile(id)} />
        )}
        {error && c && error.passing && <p class="notice warn">{t.offline}</p>}
        {!c && !error && <Skeleton />}
        {c && <Body of={c} />}
      </div>
      {c && <Act key={c.id} of={c} />}
    </aside>
  );
}

/** A case that was opened without a network, and was never on this device. */
function NotYet({ retry }: { retry: () => void }) {
  const t = words.value;
  return (
    <div class="notice warn failure" role="alert">
      <p>{t.notFetched}</p>
      <button type="button" class="button" onClick={retry}>
        {text.value.problem.retry}
      </button>
    </div>
  );
}

function Head() {
  const t = words.value;
  const at = position.value;
  const go = (step: 1 | -1) => {
    const row = neighbour(step);
    if (row) openCase(row.id);
  };
  return (
    <div class="work-case-head row spread">
      <button type="button" class="button bare" onClick={closeCase}>
        <Icon name="close" size={20} />
        <span class="work-close-words">{t.close}</span>
      </button>
      <div class="row">
        {at && (
          <span class="tiny soft figure">
            {at.at} / {at.of}
          </span>
        )}
        <button type="button" class="button bare square" aria-label={t.prev} onClick={() => go(-1)}>
          ↑
        </button>
        <button type="button" class="button bare square" aria-label={t.nextOne} onClick={() => go(1)}>
          ↓
        </button>
      </div>
    </div>
  );
}

function Body({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const head = useRef<HTMLHeadingElement>(null);
  const s = standing(c, minute.value);
  const due = (at: string | null) => at && moment(new Date(at), lang.value);
  return (
    <>
      <header class="work-title">
        <MarkIcon mark={markFor(c)} size={32} />
        <div>
          <h2 ref={head} tabIndex={-1}>
            {named(c.category.name)}
          </h2>
          <p class="small soft">
            <span class="figure">{c.number}</span> · {t.severities[c.severity]}
            {c.sensitive && ` · ${t.sensitive}`}
          </p>
        </div>
      </header>
      <p class="work-status">
        <strong>{stateName(c.state)}</strong>
        {s.kind !== 'none' && <span class={dueClass(s)}>{standingWords(s)}</span>}
      </p>
      <dl class="facts small">
        <div>
          <dt>{t.who}</dt>
          <dd>
            {holderName(c)}
            {c.assignee && c.state !== 'contested' && ` · ${c.assignee.name}`}
            {c.level > 0 && ` · ${t.level(t.levels[c.level] ?? '')}`}
          </dd>
        </div>
        {c.state !== 'contested' && c.make_safe_due && !c.made_safe_at && (
          <div>
            <dt>{t.makeSafe}</dt>
            <dd class="figure">{due(c.make_safe_due)}</dd>
          </div>
        )}
        {c.state !== 'contested' && c.resolve_due && (
          <div>
            <dt>{t.resolve}</dt>
            <dd class="figure">{due(c.resolve_due)}</dd>
          </div>
        )}
        {['due', 'soon', 'late'].includes(s.kind) &&
          c.milestones?.map((m) => (
            <div key={m.title.zh}>
              <dt>{named(m.title)}</dt>
              <dd class="figure">{due(m.due)}</dd>
            </div>
          ))}
      </dl>
      {c.duplicate_of && (
        <p class="notice row spread">
          {t.isDuplicate}
          <button type="button" class="button" onClick={() => openCase(c.duplicate_of as string)}>
            {t.openIt}
          </button>
        </p>
      )}
      <Reports of={c} />
      <Photos of={c} />
      <Tasks of={c} />
      <Story of={c} />
      <Where of={c} />
      <Near of={c} />
    </>
  );
}

function Reports({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const reports = c.reports ?? [];
  return (
    <section class="work-part" aria-labelledby="work-reports">
      <h3 id="work-reports">{t.report}</h3>
      <ul class="work-reports">
        {reports.map((r) => (
          <ReportItem key={r.id} of={r} />
        ))}
      </ul>
      {reports.some((r) => r.has_contact) && <Contacts of={c} />}
    </section>
  );
}

function ReportItem({ of: r }: { of: CaseReport }) {
  const t = words.value;
  const facts = [
    r.joined && t.again,
    moment(new Date(r.reported_at), lang.value),
    (r.accuracy_m ?? 0) > 0 && t.accuracy(distance(r.accuracy_m ?? 0, text.value)),
  ].filter(Boolean);
  return (
    <li>
      {r.description ? <p class="work-quote">{r.description}</p> : <p class="soft">{t.noWords}</p>}
      <p class="tiny soft figure">
        {facts.join(' · ')} · {r.number}
      </p>
      {(r.answers?.length ?? 0) > 0 && <Answers of={r.answers ?? []} />}
    </li>
  );
}

/** What whoever reported answered to the questions that the category asks. */
function Answers({ of: answers }: { of: readonly CaseAnswer[] }) {
  const t = words.value;
  return (
    <dl class="work-answers small" aria-label={t.answers}>
      {answers.map((a) => (
        <div key={a.code} class="work-answer">
          <dt>{a.code === 'MEDIA_URL' ? t.mediaUrl : named(a.title) || a.code}</dt>
          <dd>
            {a.code === 'MEDIA_URL' ? <Addresses of={a} /> : listed((a.values ?? []).map(named))}
            {named(a.hint) && <span class="tiny soft"> {named(a.hint)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Addresses on other hosts: nothing of them is fetched unless somebody opens them. */
function Addresses({ of: a }: { of: CaseAnswer }) {
  return (
    <>
      {(a.values ?? []).map(({ zh: url }) =>
        /^https?:/i.test(url) ? (
          <a key={url} href={url} target="_blank" rel="noopener noreferrer">
            {url}
          </a>
        ) : (
          url
        ),
      )}
    </>
  );
}

/** Shown only when asked for, with the reason: the look is recorded before it is answered. */
function Contacts({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState<string>(t.whys[0] as string);
  const [found, setFound] = useState<readonly Contact[] | null>(null);
  const [error, setError] = useState<Refusal | null>(null);
  if (!can('contact.read')) return <p class="tiny soft">{t.noContactRight}</p>;
  const look = async () => {
    try {
      const answer = await take(
        api.GET('/api/v1/cases/{id}/contacts', { params: { path: { id: c.id }, query: { why } } }),
      );
      setFound(answer.contacts ?? []);
      setError(null);
    } catch (failed) {
      setError(refusal(failed));
    }
  };
  if (found)
    return (
      <ul class="work-contacts" aria-live="polite">
        {found.length === 0 && <li class="small soft">{t.noContact}</li>}
        {found.map((p) => (
          <li key={p.report_id}>
            <strong>{p.name}</strong>
            {p.phone && <a href={`tel:${p.phone}`}>{p.phone}</a>}
            {p.email && <a href={`mailto:${p.email}`}>{p.email}</a>}
          </li>
        ))}
      </ul>
    );
  if (!open)
    return (
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        {t.contacts}
      </button>
    );
  return (
    <div class="work-look">
      <p class="small">{t.contactsNote}</p>
      <label class="label" for="contact-why">
        {t.why}
      </label>
      <div class="row">
        <select id="contact-why" class="field" value={why} onChange={(event) => setWhy(event.currentTarget.value)}>
          {t.whys.map((w) => (
            <option key={w} value={w}>
              {w}
            </option>
          ))}
        </select>
        <button type="button" class="button work-keep" onClick={() => void look()}>
          {t.look}
        </button>
      </div>
      {error && <Failure error={error} />}
    </div>
  );
}

function Near({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const { data, error } = near.value;
  return (
    <section class="work-part">
      <details
        class="unfold"
        onToggle={(event) => {
          if (event.currentTarget.open && !near.peek().data) void loadNear(c.id);
        }}
      >
        <summary>{t.near}</summary>
        {error && error.status !== 401 && <Failure error={error} retry={() => void loadNear(c.id)} />}
        {data?.length === 0 && <p class="small soft">{t.noNear}</p>}
        <ul>
          {data?.map((n) => (
            <li key={n.id}>
              <button type="button" class="row-button" onClick={() => openCase(n.id)}>
                <MarkIcon mark={markFor(n)} size={20} />
                <span>
                  {named(n.category.name)}
                  <span class="tiny soft">
                    {' '}
                    {stateName(n.state)} · {distance(n.distance_m, text.value)} · <span class="figure">{n.number}</span>
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </details>
      {(c.duplicates?.length ?? 0) > 0 && (
        <>
          <h3>{t.duplicates}</h3>
          <ul>
            {c.duplicates?.map((d) => (
              <li key={d.id}>
                <button type="button" class="row-button figure" onClick={() => openCase(d.id)}>
                  {d.number} · {stateName(d.state)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Skeleton() {
  return (
    <div class="work-skeleton" aria-hidden="true">
      {[50, 80, 65, 90, 40, 75].map((w) => (
        <span key={w} class="skeleton" style={{ width: `${w}%` }} />
      ))}
    </div>
  );
}
