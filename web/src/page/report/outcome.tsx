import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Receipt } from '../../api/types.ts';
import { categories } from '../../data/site.ts';
import { ago, moment } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import {
  dismiss,
  type Later,
  lasting,
  mine,
  ours,
  outbox,
  sentLater,
  type Waiting as WaitingReport,
} from '../../outbox.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { Icon } from '../../ui/icon.tsx';
import { Lazy } from '../../ui/lazy.tsx';
import { outcome, startOver } from './draft.ts';
import { more } from './more.ts';

/** The report has been kept by the service: its number, and what happens next. */
export function SentCard({ receipt }: { receipt: Receipt }) {
  const t = text.value.sent;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const kind = categories.value.data?.find((c) => c.code === receipt.category);
  return (
    <section class="outcome" aria-labelledby="outcome">
      <h1 id="outcome" ref={title} tabIndex={-1}>
        <Icon name="check" />
        {t.title}
      </h1>
      <p>{receipt.cell ? t.to(receipt.cell_name || receipt.cell) : t.toCentre}</p>
      <p class="label">{t.tracking}</p>
      <Tracking number={receipt.tracking} />
      <p class="small soft">{t.keep}</p>
      <Lazy load={more.sent} props={{ receipt }} />
      <dl class="facts">
        <div>
          <dt>{text.value.report.what}</dt>
          <dd>{kind ? named(kind.name) : receipt.category}</dd>
        </div>
        <div>
          <dt>{t.at}</dt>
          <dd>{moment(new Date(receipt.received_at), lang.value)}</dd>
        </div>
      </dl>
      <h2>{t.next}</h2>
      <ol class="next">
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div class="card-actions">
        {kind?.sensitive ? (
          <p class="small soft">{t.private}</p>
        ) : (
          <a
            class="button"
            href={`/?c=${receipt.lon.toFixed(4)},${receipt.lat.toFixed(4)}&z=16&sel=case:${receipt.case_id}`}
          >
            {t.onMap}
          </a>
        )}
        <button type="button" class="button" onClick={startOver}>
          {t.again}
        </button>
      </div>
    </section>
  );
}

function Tracking({ number }: { number: string }) {
  const t = text.value.sent;
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(number);
      setCopied(true);
    } catch {
      // Without a clipboard the number still stands there to be written down.
    }
  };
  return (
    <p class="tracking">
      <code>{number}</code>
      <button type="button" class="button" onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite">{copied ? t.copied : t.copy}</span>
      </button>
    </p>
  );
}

/** The receipt of what waited under this key, once it has gone out; it is not told a second time. */
export function useArrived(key: string | undefined, then: (receipt: Later) => void): void {
  const arrived = sentLater.value.find((r) => key !== undefined && r.key === key);
  useEffect(() => {
    if (!arrived) return;
    then(arrived);
    dismiss(arrived);
  }, [arrived, then]);
}

/** The service could not be reached: the report waits in this browser, until it has gone out. */
export function KeptCard({ of: key }: { of: string }) {
  const t = text.value.kept;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  useArrived(key, (receipt) => {
    outcome.value = { kind: 'sent', receipt };
  });
  return (
    <section class="outcome" aria-labelledby="outcome">
      <h1 id="outcome" ref={title} tabIndex={-1}>
        <Icon name="wait" />
        {t.title}
      </h1>
      <p>{t.why}</p>
      {!lasting.value && <p class="notice warn">{t.memoryOnly}</p>}
      <div class="card-actions">
        <button type="button" class="button" onClick={startOver}>
          {text.value.sent.again}
        </button>
      </div>
    </section>
  );
}

/** How long a dropped report can be brought back, ms. */
const undoFor = 10_000;
const dropped = signal<WaitingReport | null>(null);

async function drop(report: WaitingReport): Promise<void> {
  await (await outbox()).drop(report.key);
  dropped.value = report;
  setTimeout(async () => {
    if (dropped.value === report) dropped.value = null;
    await (await outbox()).forget(report);
  }, undoFor);
}

async function restore(report: WaitingReport): Promise<void> {
  dropped.value = null;
  await (await outbox()).restore(report);
}

/** What went out later than it was made: the number is all that its author has of it. */
export function SentLater() {
  const t = text.value.kept;
  return (
    <div role="status" class="sent-later">
      {sentLater.value.filter(mine).map((receipt) => (
        <div key={receipt.id} class="notice">
          <p>
            {t.sentLater} <a href={`/track#${receipt.tracking}`}>{receipt.tracking}</a>
          </p>
          <button type="button" class="button" onClick={() => dismiss(receipt)}>
            {t.noted}
          </button>
        </div>
      ))}
    </div>
  );
}

/** What waits to be sent. */
export function Waiting() {
  const t = text.value.kept;
  const gone = dropped.value;
  return (
    <>
      {ours.value.length > 0 && (
        <section class="waiting" aria-label={t.count(ours.value.length)}>
          <div class="row spread">
            <h2>{t.count(ours.value.length)}</h2>
            <button type="button" class="button" onClick={async () => (await outbox()).flush()}>
              {t.now}
            </button>
          </div>
          <ul>
            {ours.value.map((report) => (
              <WaitingRow key={report.key} report={report} />
            ))}
          </ul>
        </section>
      )}
      {gone && (
        <div class="notice row spread" role="status">
          <span>{t.dropped}</span>
          <button type="button" class="button" onClick={() => void restore(gone)}>
            {t.undo}
          </button>
        </div>
      )}
    </>
  );
}

function WaitingRow({ report }: { report: WaitingReport }) {
  const t = text.value;
  const kind = categories.value.data?.find((c) => c.code === report.body.category);
  return (
    <li class="row spread">
      <span class="row-words">
        <span>{kind ? named(kind.name) : report.body.category}</span>
        <span class="row-more">
          {t.kept.since(ago(new Date(report.keptAt), new Date(minute.value), lang.value, t))}
        </span>
        {report.refused !== undefined && (
          <span class="fault">
            {t.kept.refused}
            {report.refused?.detail && <span class="tiny"> {report.refused.detail}</span>}
          </span>
        )}
      </span>
      <button type="button" class="button" onClick={() => void drop(report)}>
        {t.kept.drop}
      </button>
    </li>
  );
}
