import './map-page.css';
import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { loadSite, nets, site } from '../../data/site.ts';
import { text } from '../../i18n/index.ts';
import { address, setQuery } from '../../router.ts';
import { Failure } from '../../ui/failure.tsx';
import { Drawer } from './drawer.tsx';
import { MapView } from './map-view.tsx';
import { Panel } from './panel.tsx';
import { arrived, openView, playing, selection, startLive, startView, viewQuery } from './store.ts';
import { StripBox, wide } from './time/strip-box.tsx';
import { closeTool, OpenTool, Tools, toolKey } from './tools.tsx';
import { onWall, openWall, wallQuery } from './wall/state.ts';

/** The map, the list of what it shows, and the card of what is selected. */
export function MapPage() {
  useEffect(() => {
    openView(address.value.query);
    openWall(address.value.query);
    const stops = [
      startLive(),
      startView(),
      // While the time window is played the link waits: browsers bound how often an address may change.
      effect(() => {
        const query = [viewQuery.value, onWall.value && wallQuery].filter(Boolean).join('&');
        if (!playing.value) setQuery(query);
      }),
    ];
    document.addEventListener('keydown', onKey);
    return () => {
      for (const stop of stops) stop();
      onWall.value = false;
      document.removeEventListener('keydown', onKey);
    };
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
  const error = nets.value.error ?? site.value.error;
  return (
    <main class="page map-page" data-wall={onWall.value || undefined}>
      <h1 class="unseen">{t.nav.map}</h1>
      <a class="skip button" href="#list">
        {t.nav.skip}
      </a>
      <MapView />
      {wide.value && !onWall.value && <StripBox />}
      <Tools />
      <Panel>{error && !nets.value.data && <Failure error={error} retry={() => void loadSite()} />}</Panel>
      <OpenTool />
      {selection.value && <Drawer selected={selection.value} />}
      <p class="unseen" role="status">
        {arrived.value.length > 0 && t.live.fresh(arrived.value.length)}
      </p>
    </main>
  );
}

function onKey(event: KeyboardEvent): void {
  if (document.querySelector('dialog[open]') || event.metaKey || event.ctrlKey || event.altKey) return;
  const writing = (event.target as Element).closest?.('input, textarea, select');
  if (!writing && toolKey(event.key)) return;
  if (event.key === 'Escape') {
    if (selection.value) {
      selection.value = null;
      document.querySelector<HTMLElement>('.row-button[aria-current]')?.focus();
    } else if (writing instanceof HTMLElement) writing.blur();
    else closeTool();
  } else if (event.key === '/' && !writing) {
    event.preventDefault();
    document.querySelector<HTMLElement>('#search')?.focus();
  }
}
