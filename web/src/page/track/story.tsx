import type { Head, Pair, PublicPhoto, Step, Track } from '../../api/office.ts';
import type { State } from '../../api/types.ts';
import { date, moment } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { HashLink } from '../../ui/hash-link.tsx';
import { inUse } from '../../ui/words.ts';
import { Contest } from './contest.tsx';
import { Forget } from './forget.tsx';
import { isLate, phase, stepsOf, withGrid } from './steps.ts';
import { words } from './words.ts';

const post = (of: string | Pair | null | undefined) => (of ? (typeof of === 'string' ? of : named(of)) : null);

/** Everything that whoever has the number may know of a report. */
export function Story({ of, put }: { of: Track; put: (of: Track) => void }) {
  const t = inUse(words);
  const at = (when: string) => moment(new Date(when), lang.value);
  const steps = stepsOf(of);
  return (
    <>
      <header>
        <p class="number soft">{of.tracking}</p>
        <h1>{named(of.name)}</h1>
      </header>
      <section class="block now" data-phase={phase(of.state as State)} aria-labelledby="now">
        <h2 id="now">{text.value.state[of.state as State]}</h2>
        <p>{t.explain[of.state as State]}</p>
        <dl class="pairs">
          {phase(of.state as State) !== 'settled' && (
            <>
              <dt>{t.with}</dt>
              <dd>{post(of.post) ?? (withGrid(of) ? t.withGrid : t.withCentre)}</dd>
            </>
          )}
          {of.expected_at && phase(of.state as State) !== 'settled' && (
            <>
              <dt>{t.expected}</dt>
              <dd class={isLate(of, minute.value) ? 'late' : undefined}>
                {isLate(of, minute.value)
                  ? t.late(date(new Date(of.expected_at), lang.value))
                  : t.expectedBy(date(new Date(of.expected_at), lang.value))}
              </dd>
            </>
          )}
          <dt>{t.place}</dt>
          <dd>{of.cell ? of.cell_name || of.cell : t.outside}</dd>
          <dt>{t.received}</dt>
          <dd>{at(of.received_at)}</dd>
        </dl>
        {(of.other_reports ?? 0) > 0 && <p class="small soft">{t.others(of.other_reports as number)}</p>}
      </section>
      {of.head && <Together head={of.head} />}
      <section class="stack" aria-labelledby="steps">
        <h2 id="steps">{t.steps}</h2>
        <Line steps={steps} />
      </section>
      <Photos all={[...(of.photos ?? []), ...(of.head?.photos ?? [])]} />
      <Contest of={of} put={put} />
      <section class="stack tight" aria-labelledby="certificate">
        <h2 id="certificate">{t.certificate}</h2>
        <p class="small soft">{t.certificateWhy}</p>
        <p>
          <HashLink class="button" to={`/verify#${of.tracking}`}>
            {t.certificateOpen}
          </HashLink>
        </p>
      </section>
      <Forget number={of.tracking} left={of.has_contact} />
    </>
  );
}

/** How the case goes on that this one is dealt with as one. */
function Together({ head }: { head: Head }) {
  const t = inUse(words);
  const settled = phase(head.state) === 'settled';
  return (
    <section class="block now" data-phase={phase(head.state)} aria-labelledby="head">
      <h2 id="head">{t.head}</h2>
      <p>
        <strong>{text.value.state[head.state]}</strong>
        {!settled && ` · ${t.headWith(post(head.post) ?? t.withCentre)}`}
        {!settled && head.expected_at && ` · ${t.expectedDone(date(new Date(head.expected_at), lang.value))}`}
      </p>
      <Line steps={head.steps ?? []} />
    </section>
  );
}

function Line({ steps }: { steps: readonly Step[] }) {
  return (
    <ol class="line">
      {steps.map((step, i) => (
        <Moment key={`${step.at}${step.action}`} step={step} before={steps[i - 1]} last={i === steps.length - 1} />
      ))}
    </ol>
  );
}

function Moment({ step, before, last }: { step: Step; before: Step | undefined; last: boolean }) {
  const t = inUse(words);
  const stays = step.state === before?.state;
  // Whoever settles it is another than the post that had it.
  const by = stays || phase(step.state) === 'settled' ? null : post(step.post);
  return (
    <li aria-current={last ? 'step' : undefined}>
      <p class="row spread line-head">
        <strong>{stays ? (step.action === 'make_safe' ? t.madeSafe : t.word) : text.value.state[step.state]}</strong>
        <time class="small soft figure" dateTime={step.at}>
          {moment(new Date(step.at), lang.value)}
        </time>
      </p>
      {by && <p class="small soft">{by}</p>}
      {step.public_note && <p class="line-note">{step.public_note}</p>}
    </li>
  );
}

const kinds = ['report', 'before', 'after'] as const;

function Photos({ all }: { all: readonly PublicPhoto[] }) {
  const t = inUse(words);
  if (all.length === 0) return null;
  const title = { report: t.asReported, before: t.before, after: t.after };
  return (
    <section class="stack" aria-labelledby="photos">
      <h2 id="photos">{t.photos}</h2>
      {kinds
        .map((kind) => [kind, all.filter((p) => p.kind === kind)] as const)
        .filter(([, some]) => some.length > 0)
        .map(([kind, some]) => (
          <figure key={kind} class="photos">
            <figcaption class="small soft">{title[kind]}</figcaption>
            <div class="photo-row">
              {some.map((p, i) => (
                <a key={p.id} href={p.full} target="_blank" rel="noreferrer">
                  <img src={p.thumb} alt={t.photo(title[kind], i + 1)} width="160" height="120" loading="lazy" />
                </a>
              ))}
            </div>
          </figure>
        ))}
      <p class="tiny soft">{t.photosNote}</p>
    </section>
  );
}
