import type { ComponentChildren } from 'preact';
import type { Payload } from '../../api/office.ts';
import { distance, moment } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { lang } from '../../settings.ts';
import { Qr } from '../../ui/qr.tsx';
import { inUse } from '../../ui/words.ts';
import { words } from './words.ts';

interface SheetProps {
  of: Payload;
  token: string;
  map: string | null;
  genuine: boolean;
}

/** Everything that a certificate says, on one sheet of A4. */
export function Sheet({ of, token, map, genuine }: SheetProps) {
  const t = inUse(words);
  const at = (when: string) => moment(new Date(when), lang.value);
  return (
    <article class="block certificate" aria-labelledby="certificate">
      <h2 id="certificate">{genuine ? t.sheet : t.claims}</h2>
      {map ? (
        <img
          class="certificate-map"
          src={`data:image/svg+xml;utf8,${encodeURIComponent(map)}`}
          alt={t.map}
          width="480"
          height="360"
        />
      ) : (
        genuine && <p class="small soft">{t.noMap}</p>
      )}
      <dl class="pairs">
        <Row name={t.cell}>
          {of.cell ? (
            <>
              <strong>{of.cell_name || of.cell}</strong> <span class="small soft figure">{of.cell}</span>
            </>
          ) : (
            t.noCell
          )}
        </Row>
        <Row name={t.rule}>{of.rule && named(of.rule)}</Row>
        <Row name={t.point}>{place(of)}</Row>
        <Row name={t.at}>
          <span class="figure">{at(of.at)}</span>
        </Row>
        <Row name={t.border}>{of.border_m !== null && distance(of.border_m, text.value)}</Row>
        <Row name={t.runnerUp}>
          {of.runner_up &&
            `${of.runner_up.cell_name || of.runner_up.cell} · ${distance(of.runner_up.distance_m, text.value)}`}
        </Row>
        <Row name={t.onDuty}>{duty(of)}</Row>
        <Row name={t.net}>{`${of.net} · ${t.edition(of.edition_title ?? '', String(of.edition))}`}</Row>
        <Row name={t.site}>{of.site && named(of.site)}</Row>
        <Row name={t.issued}>
          <span class="figure">{of.issued_at && at(of.issued_at)}</span>
        </Row>
        <Row name={t.number}>
          <Code of={of.id} />
        </Row>
        <Row name={t.case}>{of.case && <Code of={of.case} />}</Row>
        <Row name={t.report}>{of.report && <Code of={of.report} />}</Row>
        <Row name={t.key}>
          <Code of={of.key} />
        </Row>
      </dl>
      {genuine && <OnPaper token={token} />}
    </article>
  );
}

/** The most that a camera still reads off a sheet of paper, characters. */
const mostInQr = 2000;

/** What makes the printed sheet checkable: paper proves nothing by itself. */
function OnPaper({ token }: { token: string }) {
  const t = inUse(words);
  const address = `${location.origin}/verify`;
  const link = `${address}#${token}`;
  return (
    <section class="on-paper" aria-label={t.checkIt}>
      {link.length <= mostInQr && <Qr text={link} label={t.checkIt} />}
      <div>
        <p>{t.howToCheck(address)}</p>
        <p class="on-paper-token">{token}</p>
      </div>
    </section>
  );
}

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  if (!children) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const Code = ({ of }: { of: string }) => <code class="small">{of}</code>;

function place(of: Payload): string {
  const t = inUse(words);
  if (!of.point) return t.pointPrivate;
  const { lon, lat, accuracy_m, sent_datum } = of.point;
  return [
    `${lon.toFixed(7)}, ${lat.toFixed(7)} (WGS 84)`,
    accuracy_m !== null && accuracy_m !== undefined && t.accuracy(distance(accuracy_m, text.value)),
    sent_datum && sent_datum !== 'wgs84' && t.sent(sent_datum.toUpperCase()),
  ]
    .filter(Boolean)
    .join(' · ');
}

function duty(of: Payload): string | null {
  const t = inUse(words);
  if (!of.on_duty) return null;
  if (of.on_duty.length === 0) return t.nobody;
  return of.on_duty.map((d) => t.people(t.roles[d.role as keyof typeof t.roles] ?? d.role, d.count)).join(' · ');
}
