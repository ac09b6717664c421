import './drawer.css';
import { effect, untracked } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { api, take } from '../../api/client.ts';
import type { CellCard, Pin } from '../../api/types.ts';
import { boundsOf } from '../../api/types.ts';
import { LayerStore } from '../../data/layer.ts';
import { load, loaded } from '../../data/load.ts';
import { area, count, moment } from '../../format.ts';
import { named, text } from '../../i18n/index.ts';
import { markOf } from '../../map/marks.ts';
import { lang } from '../../settings.ts';
import { minute } from '../../ui/clock.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MarkIcon } from '../../ui/mark.tsx';
import type { Selection } from '../../view.ts';
import { CaseRow, cellName } from './list.tsx';
import { approach, fitTo } from './map-view.tsx';
import { caseQuery, fetched, figuresChanged, net, newer, selectedPin, selectedPlace, selection } from './store.ts';

/** The card of what is selected: at the right on a desk, over the sheet on a phone. */
export function Drawer({ selected }: { selected: Selection }) {
  const t = text.value;
  return (
    <aside class="drawer" aria-label={t.drawer.label}>
      <button
        type="button"
        class="button bare square drawer-close"
        aria-label={t.drawer.close}
        onClick={() => {
          selection.value = null;
        }}
      >
        <Icon name="close" />
      </button>
      {selected.kind === 'case' && <CaseCard key={selected.id} />}
      {selected.kind === 'cell' && <CellCardView key={selected.id} code={selected.id} />}
      {selected.kind === 'place' && <PlaceCard key={selected.id} />}
    </aside>
  );
}

/** The card's heading. Whoever opened the card from the list goes on in it. */
function Title({ children }: { children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement?.matches('.row-button, .link')) title.current?.focus();
  }, []);
  return (
    <h2 ref={title} tabIndex={-1}>
      {children}
    </h2>
  );
}

function CaseCard() {
  const t = text.value;
  const pin = selectedPin.value;
  if (!pin) {
    const { loading } = fetched.value;
    return (
      <div class="card">
        <Title>{t.drawer.label}</Title>
        {loading ? <span class="skeleton" /> : <p class="small">{t.pin.absent}</p>}
      </div>
    );
  }
  return <KnownCase pin={pin} />;
}

function KnownCase({ pin }: { pin: Pin }) {
  const t = text.value;
  const p = pin.properties;
  return (
    <div class="card">
      <p class="card-kind">
        <MarkIcon mark={markOf(p)} />
        {t.layers.names[p.layer]}
      </p>
      <Title>{named({ zh: p.name_zh, en: p.name_en })}</Title>
      <dl class="facts">
        <Fact name={t.pin.state}>
          <strong>{t.state[p.state]}</strong>
        </Fact>
        <Fact name={t.pin.severity}>{t.severity[p.severity]}</Fact>
        <Fact name={t.pin.cell}>
          {p.cell ? (
            <button
              type="button"
              class="button bare link"
              onClick={() => {
                selection.value = { kind: 'cell', id: p.cell };
              }}
            >
              {cellName(p.cell)}
            </button>
          ) : (
            t.pin.noCell
          )}
        </Fact>
        <Fact name={t.pin.opened}>
          <time dateTime={p.opened_at}>{moment(new Date(p.opened_at), lang.value)}</time>
        </Fact>
      </dl>
      <div class="card-actions">
        <button type="button" class="button" onClick={() => approach(pin.geometry.coordinates as [number, number])}>
          {t.cell.zoom}
        </button>
      </div>
      <p class="tiny soft">{t.pin.note}</p>
    </div>
  );
}

/** Cases that a place's card lists; where there are more, it says so. */
const placeLimit = 200;
const atPlace = new LayerStore('all', { limit: placeLimit, exact: true });

/** The cases of a cluster that can't be split any more, or of one spot. */
function PlaceCard() {
  const t = text.value;
  useEffect(
    () =>
      effect(() => {
        const [box, query] = [selectedPlace.value, caseQuery.value];
        figuresChanged.value;
        if (box && query) untracked(() => atPlace.want(box, query));
      }),
    [],
  );
  useEffect(() => () => atPlace.forget(), []);
  const { features, matched, asked, error } = atPlace.state.value;
  const now = new Date(minute.value);
  return (
    <div class="card">
      <Title>{t.place.title}</Title>
      {error && <Failure error={error} retry={() => void atPlace.again()} />}
      {!asked && !error && <span class="skeleton" />}
      {asked && (
        <p class="small soft" role="status">
          {matched > features.length
            ? t.place.some(count(features.length), count(matched))
            : t.place.all(count(matched))}
        </p>
      )}
      <ul class="rows">
        {[...features]
          .sort((a, b) => (newer(a, b) ? -1 : 1))
          .map((pin) => (
            <CaseRow key={pin.properties.id} id={pin.properties.id} pin={pin} now={now} />
          ))}
      </ul>
    </div>
  );
}

const card = loaded<CellCard>();

function fetchCard(code: string, netCode: string | undefined): void {
  if (card.peek().data?.code !== code) card.value = { data: null, loading: true, error: null };
  const query = netCode ? { net: netCode } : {};
  void load(card, () => take(api.GET('/api/v1/cells/{code}', { params: { path: { code }, query } })));
}

function CellCardView({ code }: { code: string }) {
  const t = text.value;
  const again = () => fetchCard(code, net.peek()?.code);
  useEffect(
    () =>
      effect(() => {
        // Again whenever its figures may have changed, or another net is shown.
        figuresChanged.value;
        const netCode = net.value?.code;
        untracked(() => fetchCard(code, netCode));
      }),
    [code],
  );
  const { data, error } = card.value;
  return (
    <div class="card">
      <p class="card-kind">{t.cell.kind}</p>
      <Title>{data?.code === code ? data.name || code : cellName(code)}</Title>
      {error && <Failure error={error} retry={again} />}
      {data?.code === code ? <CellFacts cell={data} /> : !error && <span class="skeleton" />}
    </div>
  );
}

function CellFacts({ cell }: { cell: CellCard }) {
  const t = text.value.cell;
  const box = boundsOf(cell.bbox);
  return (
    <>
      <dl class="figures">
        <Figure name={t.open} value={t.cases(count(cell.open))} />
        <Figure name={t.settled} value={t.cases(count(cell.settled))} />
        <Figure name={t.staff} value={t.people(count(cell.staff))} />
        <Figure name={t.volunteers} value={cell.too_few ? t.tooFew : t.people(count(cell.volunteers ?? 0))} />
      </dl>
      <dl class="facts">
        <Fact name={t.code}>
          <span class="figure">{cell.code}</span>
        </Fact>
        <Fact name={t.area}>{area(cell.area_m2, text.value)}</Fact>
        <Fact name={t.net}>
          {net.value?.title || cell.net} · {t.edition(cell.edition)}
        </Fact>
      </dl>
      <div class="card-actions">
        <a class="button chief" href={`/report?at=${cell.label?.map((n) => n.toFixed(6)).join(',')}`}>
          {t.report}
        </a>
        {box && (
          <button type="button" class="button" onClick={() => fitTo(box)}>
            {t.zoom}
          </button>
        )}
      </div>
      <p class="tiny soft">{t.note}</p>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figure">{value}</dd>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
